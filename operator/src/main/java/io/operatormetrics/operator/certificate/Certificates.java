package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.config.CertificateSettings;
import io.operatormetrics.operator.render.EndpointIdentity;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plans the pairs of the endpoint and of Prometheus. Asks nobody but {@link CaKey}, and that only to issue.
 *
 * <p>For one thread. Between calls it remembers what it issued lately, so that nothing is issued twice, and the keys of
 * CertificateSigningRequests that are still to be signed.
 */
public final class Certificates {

    public Certificates(EndpointIdentity identity, CertificateSettings settings, Clock clock) {}

    /** What the pairs need now. With METRICS_SCHEME=http there is no use for any. */
    public CertificatePlan plan(CertificateInputs inputs) {
        return nothing();
    }

    /** What is to go when nobody asks for metrics any more. */
    public CertificatePlan turnedOff(CertificateInputs inputs) {
        return nothing();
    }

    private static CertificatePlan nothing() {
        return new CertificatePlan(List.of(), List.of(), List.of(), Set.of(), List.of(), Optional.empty());
    }
}
