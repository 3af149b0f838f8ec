package io.operatormetrics.operator.kube;

/**
 * The annotation that tells which of several installations made an object. The field manager is the same for all of them, so that
 * alone it would let one installation delete what another needs.
 */
public final class InstanceMark {

    public static final String ANNOTATION = "operator-metrics/instance";

    private InstanceMark() {}

    /** An installation is told from others by the namespace and the label of its pods. */
    public static String of(String operatorNamespace, String operatorName) {
        return operatorNamespace + "/" + operatorName;
    }
}
