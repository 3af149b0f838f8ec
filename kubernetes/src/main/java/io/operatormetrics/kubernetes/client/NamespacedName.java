package io.operatormetrics.kubernetes.client;

/**
 * Which object of a kind.
 *
 * @param namespace empty for objects of the cluster itself
 */
public record NamespacedName(String namespace, String name) {

    /** A cluster has many objects in few namespaces: keys that share the text are a third smaller. */
    public NamespacedName {
        namespace = namespace.intern();
    }

    /** {@code namespace/name}, or the name alone. */
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
