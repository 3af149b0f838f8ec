package io.operatormetrics.kubernetes.client;

import org.jspecify.annotations.Nullable;

/** An object of the API server, cut down to the fields that we read: a record whose components are named as the JSON is. */
public interface KubernetesObject {

    /** The part of the metadata that every watch needs; {@link ObjectMeta} where nothing else of it is read. */
    interface Metadata {
        String name();

        /** Null for objects of the cluster itself. */
        @Nullable String namespace();

        @Nullable String resourceVersion();
    }

    Metadata metadata();

    /** Whether the API server sent data that was not requested. Such an object is refused, and its watch is down. */
    default boolean carriesUnwantedData() {
        return false;
    }

    default NamespacedName key() {
        String namespace = metadata().namespace();
        return new NamespacedName(namespace == null ? "" : namespace, metadata().name());
    }
}
