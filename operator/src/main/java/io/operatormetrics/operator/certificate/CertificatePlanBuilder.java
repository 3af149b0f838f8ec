package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.status.Finding;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A plan while it is made. */
final class CertificatePlanBuilder {

    private final List<HasMetadata> desired = new ArrayList<>();
    private final List<HasMetadata> createOnly = new ArrayList<>();
    private final List<X509Certificate> trusted = new ArrayList<>();
    private List<X509Certificate> served = List.of();
    private final Set<NamespacedName> unwanted = new HashSet<>();
    private final Set<NamespacedName> overRequests = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();
    private Optional<Instant> requeueAt = Optional.empty();

    void apply(HasMetadata object) {
        desired.add(object);
    }

    void create(List<? extends HasMetadata> objects) {
        createOnly.addAll(objects);
    }

    void trust(List<X509Certificate> certificates) {
        trusted.addAll(certificates);
    }

    /** Of those that are trusted, first who signed that chain. */
    void trustFirst(List<X509Certificate> chain) {
        served = List.copyOf(chain);
    }

    void remove(NamespacedName secret) {
        unwanted.add(secret);
    }

    void removeRequests(Collection<NamespacedName> requests) {
        overRequests.addAll(requests);
    }

    void report(Finding finding) {
        findings.add(finding);
    }

    /** The earliest counts. */
    void requeueAt(Instant instant) {
        requeueAt = Optional.of(requeueAt.filter(instant::isAfter).orElse(instant));
    }

    CertificatePlan plan() {
        return new CertificatePlan(
                desired,
                createOnly,
                CaBundleOrder.of(trusted, served),
                unwanted,
                overRequests,
                findings.stream().distinct().toList(),
                requeueAt);
    }
}
