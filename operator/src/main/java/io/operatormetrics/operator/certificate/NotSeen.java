package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;

import java.util.Optional;

/** What to tell people of an object about which nothing can be decided, because it could not be read. */
final class NotSeen {

    static final String INSTALLATION_RULE =
            "a ClusterRole with apiGroups [operator.tigera.io], resources [installations], verbs [list, watch]";

    private NotSeen() {}

    /**
     * Empty when it is known whether it is there.
     *
     * @param subject what the reason begins with
     * @param rule the right that reading takes
     */
    static <T> Optional<Finding> of(String subject, String origin, Sight<T> sight, String rule) {
        return switch (sight) {
            case Sight.Found<T> _, Sight.NotFound<T> _ -> Optional.empty();
            case Sight.Unknown<T> _ ->
                Optional.of(new Finding(
                        Severity.WAITING, subject + "NotRead", origin + ": not read yet; waiting for the API server"));
            case Sight.Unreadable<T>(ApiFailure failure)
            when failure.kind() == ApiFailure.Kind.FORBIDDEN ->
                Optional.of(new Finding(
                        Severity.DEGRADED,
                        subject + "Forbidden",
                        origin + ": may not be read; the operator's service account needs " + rule));
            case Sight.Unreadable<T>(ApiFailure failure) ->
                Optional.of(new Finding(
                        Severity.DEGRADED, subject + "Unreadable", origin + ": cannot be read: " + failure.message()));
        };
    }

    static String secretRule(ObjectKey secret) {
        return "a Role in namespace %s with apiGroups [\"\"], resources [secrets], resourceNames [%s], verbs [list, watch]"
                .formatted(secret.namespace(), secret.name());
    }
}
