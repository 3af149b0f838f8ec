package io.operatormetrics.operator.controller;

import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What to say of namespaces that have more Secrets with certificates than get series. A warning: a tenant must not degrade anything. */
final class HiddenCertificateFindings {

    private static final int NAMED = 10;

    private HiddenCertificateFindings() {}

    static Optional<Finding> finding(Set<String> namespaces) {
        if (namespaces.isEmpty()) {
            return Optional.empty();
        }
        String named = namespaces.stream().sorted().limit(NAMED).collect(Collectors.joining(", "));
        int more = namespaces.size() - NAMED;
        return Optional.of(new Finding(
                Severity.WARNING,
                "CertificatesHidden",
                "more Secrets with certificates than CERTIFICATES_PER_NAMESPACE in namespace " + named
                        + (more > 0 ? " and " + more + " more" : "")
                        + ": only those that expire first are monitored"));
    }
}
