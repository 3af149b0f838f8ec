package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.client.SkippedValue;
import io.operatormetrics.operator.collector.CertificateSeries.LabelledSecret;
import io.operatormetrics.operator.collector.CertificateSeries.LabelledSecret.Annotations;
import io.operatormetrics.server.exposition.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static io.operatormetrics.operator.collector.CertificateSeries.CERTIFICATE_EXPIRY;
import static org.assertj.core.api.Assertions.assertThat;

class CertificateSeriesTest {

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(textBlock = """
            2006-01-02T15:04:05Z, 1136214245
            1970-01-01T00:00:00Z, 0
            1969-12-31T23:59:59Z, -1
            2028-02-29T23:59:59Z, 1835481599
            9999-12-31T23:59:59Z, 253402300799
            0000-02-29T00:00:00Z, -62162121600
            2006-01-02T9:04:05Z,  1136192645
            2006-01-02T15:04:05.5Z, 1136214245
            '2006-01-02T15:04:05,999999999999Z', 1136214245
            1969-12-31T23:59:58.5Z, -2
            """)
    void expiryAnnotationIsTheValue(String expiry, double seconds) {
        assertThat(seriesOf(secret(new Annotations(expiry, "tigera-operator-signer"))))
                .containsExactly(
                        Series.of(CERTIFICATE_EXPIRY, seconds, "web-tls", "tigera-operator", "tigera-operator-signer"));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @NullSource
    @ValueSource(
            strings = {
                "",
                "soon",
                "1136214245",
                "2006-01-02",
                "2006-01-02T15:04:05",
                "2006-01-02T15:04:05z",
                "2006-01-02t15:04:05Z",
                "2006-01-02 15:04:05Z",
                "2006-01-02T15:04Z",
                "2006-1-2T15:04:05Z",
                "2006-01-02T015:04:05Z",
                "2006-01-02T+9:04:05Z",
                "2006-01-02T15:4:05Z",
                "2006-01-02T15:04:5Z",
                "2006-01-02T15:04:05.Z",
                "2006-01-02T15:04:05.5",
                "2006-01-02T15:04:05:5Z",
                "2006-01-02T15:04:05.5 Z",
                "2006-01-02T15:04:05.٥Z",
                "2006-01-02T15:04:05+00:00",
                "2006-01-02T15:04:05Z ",
                " 2006-01-02T15:04:05Z",
                "2006-01-02T15:04:05Z\n",
                "2006-13-02T15:04:05Z",
                "2006-02-30T15:04:05Z",
                "2027-02-29T15:04:05Z",
                "2006-00-02T15:04:05Z",
                "2006-01-00T15:04:05Z",
                "2006-01-02T24:00:00Z",
                "2006-01-02T15:60:05Z",
                "2006-01-02T15:04:60Z",
                "-006-01-02T15:04:05Z",
                "+2006-01-02T15:04:05Z",
                "12006-01-02T15:04:05Z",
                "٢٠٠٦-01-02T15:04:05Z"
            })
    void expiryOfAnyOtherFormGivesNoSeries(String expiry) {
        assertThat(seriesOf(secret(new Annotations(expiry, "tigera-operator-signer"))))
                .isEmpty();
    }

    @Test
    void labelledSecretWithoutAnnotationsGivesNoSeries() {
        assertThat(seriesOf(secret(null))).isEmpty();
    }

    @ParameterizedTest(name = "\"{0}\"")
    @NullSource
    @ValueSource(strings = "")
    void absentIssuerIsEmpty(String issuer) {
        assertThat(seriesOf(secret(new Annotations("2006-01-02T15:04:05Z", issuer))))
                .containsExactly(Series.of(CERTIFICATE_EXPIRY, 1136214245, "web-tls", "tigera-operator", ""));
    }

    @Test
    void dataOfEitherKindIsUnwanted() {
        LabelledSecret.Metadata metadata = secret(null).metadata();

        assertThat(secret(null).carriesUnwantedData()).isFalse();
        assertThat(new LabelledSecret(metadata, new SkippedValue(), null).carriesUnwantedData())
                .isTrue();
        assertThat(new LabelledSecret(metadata, null, new SkippedValue()).carriesUnwantedData())
                .isTrue();
    }

    @Test
    void longIssuerIsCutAt256Characters() {
        String issuer = "𝒊".repeat(256);
        assertThat(seriesOf(secret(new Annotations("2006-01-02T15:04:05Z", issuer))))
                .containsExactly(Series.of(CERTIFICATE_EXPIRY, 1136214245, "web-tls", "tigera-operator", issuer));
        assertThat(seriesOf(secret(new Annotations("2006-01-02T15:04:05Z", issuer + "x"))))
                .containsExactly(Series.of(
                        CERTIFICATE_EXPIRY, 1136214245, "web-tls", "tigera-operator", "𝒊".repeat(255) + "…"));
    }

    private static List<Series> seriesOf(LabelledSecret secret) {
        LabelValueLimiter texts = new LabelValueLimiter("tls_certificate");
        return CertificateSeries.certificate(secret, texts).stream()
                .map(certificate -> CertificateSeries.series(secret.key(), certificate))
                .toList();
    }

    private static LabelledSecret secret(Annotations annotations) {
        return new LabelledSecret(
                new LabelledSecret.Metadata("web-tls", "tigera-operator", "7", annotations), null, null);
    }
}
