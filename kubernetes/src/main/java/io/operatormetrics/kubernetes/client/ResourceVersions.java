package io.operatormetrics.kubernetes.client;

/**
 * Compares versions of objects and lists. Those of digits alone are numbers that grow; of any other form nothing is known.
 *
 * <p>Source: Kubernetes API concepts, "Resource versions".
 */
public final class ResourceVersions {

    private ResourceVersions() {}

    /** Whether the first is certainly older than the second. */
    public static boolean isOlder(String first, String second) {
        return isNumber(first)
                && isNumber(second)
                && (first.length() != second.length() ? first.length() < second.length() : first.compareTo(second) < 0);
    }

    private static boolean isNumber(String version) {
        return version.matches("[1-9][0-9]*");
    }
}
