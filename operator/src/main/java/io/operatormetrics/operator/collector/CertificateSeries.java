package io.operatormetrics.operator.collector;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.operatormetrics.operator.kube.KubeObject;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.Unread;
import io.operatormetrics.server.exposition.MetricFamily;
import io.operatormetrics.server.exposition.Series;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

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

    /** The digits are checked apart because a formatter also takes signed years. */
    private static final Pattern FORM = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

    private static final DateTimeFormatter EXPIRY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withResolverStyle(ResolverStyle.STRICT);

    private CertificateSeries() {}

    /** A Secret of which nothing but this is read. Data must not come with it. */
    record LabelledSecret(
            Metadata metadata,
            @Nullable Unread data,
            @Nullable Unread stringData) implements KubeObject {

        record Metadata(
                String name,
                @Nullable String namespace,
                @Nullable String resourceVersion,
                @Nullable Annotations annotations)
                implements KubeObject.Metadata {}

        record Annotations(
                @JsonProperty("certificates.operator.tigera.io/expiry") @Nullable String expiry,

                @JsonProperty("certificates.operator.tigera.io/issuer") @Nullable String issuer) {}

        @Override
        public boolean carriesUnwantedData() {
            return data != null || stringData != null;
        }
    }

    /** One series, or none where the expiry is absent or not of the form {@code 2006-01-02T15:04:05Z}. */
    static List<Series> of(LabelledSecret secret) {
        LabelledSecret.Annotations annotations = secret.metadata().annotations();
        if (annotations == null || annotations.expiry() == null) {
            log.debug("{}: no expiry annotation", secret.key());
            return List.of();
        }
        OptionalDouble expiry = seconds(annotations.expiry());
        if (expiry.isEmpty()) {
            log.debug("{}: unparseable expiry annotation", secret.key());
            return List.of();
        }
        String issuer = annotations.issuer() == null ? "" : annotations.issuer();
        ObjectKey key = secret.key();
        return List.of(Series.of(CERTIFICATE_EXPIRY, expiry.getAsDouble(), key.name(), key.namespace(), issuer));
    }

    /** Stricter than the Go operator, which also takes fractions of a second: it writes none. */
    private static OptionalDouble seconds(String expiry) {
        if (!FORM.matcher(expiry).matches()) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(
                    (double) LocalDateTime.parse(expiry, EXPIRY).toEpochSecond(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return OptionalDouble.empty();
        }
    }
}
