package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;

import java.util.Optional;

/** What to tell people of an object about which nothing can be decided, because it could not be read. */
final class MissingInputFindings {

    static final String INSTALLATION_RULE =
            "a ClusterRole with apiGroups [operator.tigera.io], resources [installations], verbs [list, watch]";

    private MissingInputFindings() {}

    /**
     * Empty when it is known whether it is there.
     *
     * @param subject what the reason begins with
     * @param rule the right that reading takes
     */
    static <T> Optional<Finding> of(String subject, String origin, Observed<T> observed, String rule) {
        return switch (observed) {
            case Observed.Present<T> _, Observed.Absent<T> _ -> Optional.empty();
            case Observed.Pending<T> _ ->
                Optional.of(new Finding(
                        Severity.WAITING, subject + "NotRead", origin + ": not read yet; waiting for the API server"));
            case Observed.Unreadable<T>(ApiException failure)
            when failure.kind() == ApiException.Kind.FORBIDDEN ->
                Optional.of(new Finding(
                        Severity.DEGRADED,
                        subject + "Forbidden",
                        origin + ": may not be read; the operator's service account needs " + rule));
            case Observed.Unreadable<T>(ApiException failure) ->
                Optional.of(new Finding(
                        Severity.DEGRADED, subject + "Unreadable", origin + ": cannot be read: " + failure.message()));
        };
    }

    static String secretRule(NamespacedName secret) {
        return "a Role in namespace %s with apiGroups [\"\"], resources [secrets], resourceNames [%s], verbs [list, watch]"
                .formatted(secret.namespace(), secret.name());
    }
}
