package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.operatormetrics.operator.status.Finding;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A plan while it is made. */
final class PlanDraft {

    private final List<HasMetadata> desired = new ArrayList<>();
    private final List<HasMetadata> createOnly = new ArrayList<>();
    private final List<X509Certificate> trusted = new ArrayList<>();
    private final List<HasMetadata> unwanted = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private Optional<Instant> lookAgain = Optional.empty();

    void apply(HasMetadata object) {
        desired.add(object);
    }

    void create(List<? extends HasMetadata> objects) {
        createOnly.addAll(objects);
    }

    void trust(List<X509Certificate> certificates) {
        trusted.addAll(certificates);
    }

    void remove(HasMetadata object) {
        unwanted.add(object);
    }

    void tell(Finding finding) {
        findings.add(finding);
    }

    /** The earliest counts. */
    void lookAgain(Instant instant) {
        lookAgain = Optional.of(lookAgain.filter(instant::isAfter).orElse(instant));
    }

    CertificatePlan plan() {
        return new CertificatePlan(
                desired,
                createOnly,
                trusted.stream().distinct().toList(),
                unwanted,
                findings.stream().distinct().toList(),
                lookAgain);
    }
}
