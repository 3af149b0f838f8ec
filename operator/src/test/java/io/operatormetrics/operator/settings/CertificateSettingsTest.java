package io.operatormetrics.operator.settings;

import io.operatormetrics.operator.settings.CertificateSettings.CaCreation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class CertificateSettingsTest {

    private static final Reading<CertificateSettings> SETTINGS = new Reading<>(
            reader -> CertificateSettings.read(reader, Identity.read(reader, new RuntimeEnvironment.OutOfCluster())));

    @Test
    void defaults() {
        assertThat(SETTINGS.valid(Map.of()))
                .isEqualTo(new CertificateSettings(
                        new CertificateNames(
                                "tigera-operator-tls", "calico-node-prometheus-client-tls", "tigera-ca-bundle"),
                        "tigera-operator",
                        CaCreation.WITHOUT_GO_OPERATOR,
                        Duration.ofMinutes(10),
                        1000));
    }

    @Test
    void keepsACaOfItsOwnInANamespaceOfItsOwn() {
        CertificateSettings own = SETTINGS.valid(Map.of("OPERATOR_NAMESPACE", "operator-metrics"));
        assertThat(own.caNamespace()).isEqualTo("operator-metrics");
        assertThat(own.caCreation()).isEqualTo(CaCreation.ALLOWED);
    }

    @Test
    void leavesTheClustersCaToItsOperatorFromElsewhereToo() {
        assertThat(SETTINGS.valid(Map.of(
                                "OPERATOR_NAMESPACE", "operator-metrics", "METRICS_CA_NAMESPACE", "tigera-operator"))
                        .caCreation())
                .isEqualTo(CaCreation.WITHOUT_GO_OPERATOR);
    }

    @Test
    void everyKey() {
        CertificateSettings set = SETTINGS.valid(Map.of(
                "METRICS_CA_NAMESPACE",
                "pki",
                "METRICS_CREATE_CA",
                "true",
                "METRICS_CA_OVERLAP",
                "0",
                "CERTIFICATES_PER_NAMESPACE",
                "5"));
        assertThat(set.caNamespace()).isEqualTo("pki");
        assertThat(set.caCreation()).isEqualTo(CaCreation.ALLOWED);
        assertThat(set.caOverlap()).isZero();
        assertThat(set.perNamespace()).isEqualTo(5);
        assertThat(SETTINGS.valid(Map.of("METRICS_CREATE_CA", "false")).caCreation())
                .isEqualTo(CaCreation.FORBIDDEN);
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "METRICS_CA_NAMESPACE, a.b",
        "METRICS_CREATE_CA, never",
        "METRICS_CA_OVERLAP, 10",
        "CERTIFICATES_PER_NAMESPACE, 0"
    })
    void eachInvalidValue(String name, String value) {
        assertThat(SETTINGS.problems(Map.of(name, value)))
                .singleElement()
                .asString()
                .startsWith(name + ": \"" + value + "\" (expected: ");
    }
}
