package io.operatormetrics.operator.collector;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.SkippedValue;
import io.operatormetrics.server.exposition.MetricFamily;
import io.operatormetrics.server.exposition.Series;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.Optional;

/** How the metadata of a Secret with a certificate becomes a series: from two annotations, so no certificate is needed. */
final class CertificateSeries {
    static final String SIGNER_LABEL = "certificates.operator.tigera.io/signer";

    static final MetricFamily CERTIFICATE_EXPIRY = MetricFamily.gauge(
            "tigera_operator_tls_certificate_expiry_timestamp_seconds",
            "Unix timestamp of certificate expiry for operator-managed TLS secrets.",
            "name",
            "namespace",
            "issuer");

    private static final Logger log = LoggerFactory.getLogger(CertificateSeries.class);

    private CertificateSeries() {}

    /** A Secret of which nothing but this is read. Data must not come with it. */
    record LabelledSecret(
            Metadata metadata,
            @Nullable SkippedValue data,
            @Nullable SkippedValue stringData) implements KubernetesObject {

        record Metadata(
                String name,
                @Nullable String namespace,
                @Nullable String resourceVersion,
                @Nullable Annotations annotations)
                implements KubernetesObject.Metadata {}

        record Annotations(
                @JsonProperty("certificates.operator.tigera.io/expiry") @Nullable String expiry,

                @JsonProperty("certificates.operator.tigera.io/issuer") @Nullable String issuer) {}

        @Override
        public boolean carriesUnwantedData() {
            return data != null || stringData != null;
        }
    }

    /**
     * What is served of a Secret.
     *
     * @param expiry seconds since the epoch
     */
    record Certificate(long expiry, String issuer) {}

    /** Empty where the expiry is absent or unparseable. */
    static Optional<Certificate> certificate(LabelledSecret secret, LabelValueLimiter texts) {
        LabelledSecret.Annotations annotations = secret.metadata().annotations();
        if (annotations == null || annotations.expiry() == null) {
            log.debug("{}: no expiry annotation", secret.key());
            return Optional.empty();
        }
        Optional<Instant> expiry = ExpiryAnnotation.parse(annotations.expiry());
        if (expiry.isEmpty()) {
            log.debug("{}: unparseable expiry annotation", secret.key());
            return Optional.empty();
        }
        String issuer = annotations.issuer() == null ? "" : annotations.issuer();
        return Optional.of(new Certificate(expiry.get().getEpochSecond(), texts.cut(issuer, "issuer", secret.key())));
    }

    static Series series(NamespacedName key, Certificate certificate) {
        return Series.of(
                CERTIFICATE_EXPIRY, (double) certificate.expiry(), key.name(), key.namespace(), certificate.issuer());
    }
}
