package io.operatormetrics.kubernetes.client;

import org.jspecify.annotations.Nullable;

/** An object's metadata where only its identity matters. */
public record ObjectMeta(
        String name, @Nullable String namespace, @Nullable String resourceVersion)
        implements KubernetesObject.Metadata {}
