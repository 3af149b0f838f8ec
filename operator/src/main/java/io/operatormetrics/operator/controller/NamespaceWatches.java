package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.cache.CacheListener;
import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.cache.ResourceCache;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.kubernetes.client.Unstructured;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether the namespaces are there in which the controller has objects. */
final class NamespaceWatches {

    private final Map<String, ResourceCache<Unstructured>> namespaces = new LinkedHashMap<>();

    /** Nothing is watched before the {@link #caches} are started. */
    NamespaceWatches(ClusterContext cluster, Collection<String> names, CacheListener listener) {
        for (String name : names) {
            namespaces.put(
                    name,
                    new ResourceCache<>(
                            cluster,
                            ResourceQuery.named(GroupVersionResource.NAMESPACES, key(name), Unstructured.class)
                                    .metadataOnly(),
                            listener));
        }
    }

    Collection<ResourceCache<Unstructured>> caches() {
        return namespaces.values();
    }

    /** Whether the namespace is not there; one that may not be read is taken to be there. */
    boolean isMissing(String namespace) {
        Observed<Unstructured> seen = get(namespace);
        return namespaces.containsKey(namespace)
                && !(seen instanceof Observed.Present)
                && !(seen instanceof Observed.Unreadable);
    }

    /** Whether the namespace is being deleted, so that nothing can be created in it and its Roles may be gone already. */
    boolean isTerminating(String namespace) {
        return get(namespace) instanceof Observed.Present<Unstructured>(Unstructured found) && found.isBeingDeleted();
    }

    /** Pending for one that is not watched. */
    Observed<Unstructured> get(String name) {
        ResourceCache<Unstructured> cache = namespaces.get(name);
        return cache == null ? new Observed.Pending<>() : cache.get(key(name));
    }

    private static NamespacedName key(String name) {
        return new NamespacedName("", name);
    }
}
