package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be done about certificates.
 *
 * @param desired to be applied. A Secret that is not here stays as it is: it may be somebody else's, or not be known yet
 * @param createOnly to be created by POST; a 409 says that somebody was faster, and is fine
 * @param trusted the CAs that Prometheus should trust. Empty while they are not known: then the bundle stays as it is
 * @param unwanted Secrets that hold pairs of ours and are of no use any more: to be deleted, and no other Secret
 * @param overRequests CertificateSigningRequests of ours of which nothing is awaited: to be deleted, before others are created
 * @param findings what to tell people
 * @param requeueAt when something falls due by itself
 */
public record CertificatePlan(
        List<HasMetadata> desired,
        List<HasMetadata> createOnly,
        List<X509Certificate> trusted,
        Set<NamespacedName> unwanted,
        Set<NamespacedName> overRequests,
        List<Finding> findings,
        Optional<Instant> requeueAt) {

    public CertificatePlan {
        desired = List.copyOf(desired);
        createOnly = List.copyOf(createOnly);
        trusted = List.copyOf(trusted);
        unwanted = Set.copyOf(unwanted);
        overRequests = Set.copyOf(overRequests);
        findings = List.copyOf(findings);
    }

    /** Whether all is there that was planned for; what a person has to put right may still lack. */
    public boolean isComplete() {
        return findings.stream().noneMatch(finding -> finding.severity() == Severity.WAITING);
    }

    /** Counts and findings; the objects hold keys. */
    @Override
    public String toString() {
        return "desired=%d createOnly=%d trusted=%d unwanted=%s overRequests=%s findings=%s requeueAt=%s"
                .formatted(
                        desired.size(), createOnly.size(), trusted.size(), unwanted, overRequests, findings, requeueAt);
    }
}
