package io.operatormetrics.operator.render;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.operatormetrics.kubernetes.apply.InstanceMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Whose the objects are. All of them carry the label {@code app.kubernetes.io/managed-by}, the mark of their installation, and a reference
 * to the Monitor when one asked for them: with it they go too. Not as its controller, which is the Go operator.
 *
 * @param instance as {@link InstanceMetadata} has it
 * @param monitor null when settings asked
 */
public record ManagedMetadata(String instance, @Nullable MonitorReference monitor) {

    /** Selects all that we write. */
    public static final String SELECTOR = InstanceMetadata.MANAGED_BY + "=" + InstanceMetadata.OPERATOR;

    /** Of what settings ask for. */
    public static ManagedMetadata of(ResourceNames identity) {
        return new ManagedMetadata(identity.instance(), null);
    }

    /** The same where that Monitor asks. */
    public ManagedMetadata by(MonitorReference asking) {
        return new ManagedMetadata(instance, asking);
    }

    /**
     * What the metadata of an object of ours begins with.
     *
     * @param namespace null for objects of the cluster itself
     */
    public ObjectMetaBuilder metadata(@Nullable String namespace, String name) {
        ObjectMetaBuilder metadata = new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .addToLabels(InstanceMetadata.MANAGED_BY, InstanceMetadata.OPERATOR)
                .addToAnnotations(InstanceMetadata.ANNOTATION, instance);
        if (monitor != null) {
            metadata.addToOwnerReferences(new OwnerReferenceBuilder()
                    .withApiVersion("operator.tigera.io/v1")
                    .withKind("Monitor")
                    .withName(monitor.name())
                    .withUid(monitor.uid())
                    .build());
        }
        return metadata;
    }
}
