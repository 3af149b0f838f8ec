package io.operatormetrics.kubernetes.apply;

/**
 * What says on an object that an installation of ours made it: a label, and the annotation that tells which of several did. The field
 * manager is the same for all of them, so that alone it would let one installation delete what another needs.
 */
public final class InstanceMetadata {

    public static final String ANNOTATION = "operator-metrics/instance";

    /** The label, which is the same for all installations. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** The value of {@link #MANAGED_BY}. */
    public static final String OPERATOR = "operator-metrics";

    private InstanceMetadata() {}

    /** An installation is distinguished from others by the namespace and the label of its pods. */
    public static String of(String operatorNamespace, String operatorName) {
        return operatorNamespace + "/" + operatorName;
    }
}
