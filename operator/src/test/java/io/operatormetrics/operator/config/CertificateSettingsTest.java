package io.operatormetrics.operator.config;

import io.operatormetrics.operator.config.CertificateSettings.CaCreation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class CertificateSettingsTest {

    private static final Reading<CertificateSettings> SETTINGS = new Reading<>(CertificateSettings::read);

    @Test
    void defaults() {
        assertThat(SETTINGS.valid(Map.of()))
                .isEqualTo(new CertificateSettings(
                        "tigera-operator-tls",
                        "calico-node-prometheus-client-tls",
                        "tigera-ca-bundle",
                        CaCreation.UNLESS_INSTALLATION,
                        Duration.ofMinutes(10)));
    }

    @Test
    void everyKey() {
        assertThat(SETTINGS.valid(Map.of(
                        "METRICS_TLS_SECRET", "server",
                        "METRICS_CLIENT_TLS_SECRET", "client",
                        "METRICS_CA_BUNDLE", "bundle",
                        "METRICS_CREATE_CA", "true",
                        "METRICS_CA_OVERLAP", "0")))
                .isEqualTo(new CertificateSettings("server", "client", "bundle", CaCreation.ALLOWED, Duration.ZERO));
        assertThat(SETTINGS.valid(Map.of("METRICS_CREATE_CA", "false")).caCreation())
                .isEqualTo(CaCreation.FORBIDDEN);
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "METRICS_TLS_SECRET, a/b",
        "METRICS_CLIENT_TLS_SECRET, A",
        "METRICS_CA_BUNDLE, a_b",
        "METRICS_CREATE_CA, never",
        "METRICS_CA_OVERLAP, 10"
    })
    void eachInvalidValue(String name, String value) {
        assertThat(SETTINGS.problems(Map.of(name, value)))
                .singleElement()
                .asString()
                .startsWith(name + ": \"" + value + "\" (expected: ");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"METRICS_TLS_SECRET", "METRICS_CLIENT_TLS_SECRET", "METRICS_CA_BUNDLE"})
    void refusesToWriteOverTheCa(String name) {
        assertThat(SETTINGS.problems(Map.of(name, "tigera-ca-private")))
                .containsExactly(
                        name + ": \"tigera-ca-private\" (expected: another name than that of the CA's own Secret)");
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({
        "METRICS_TLS_SECRET, METRICS_CLIENT_TLS_SECRET",
        "METRICS_TLS_SECRET, METRICS_CA_BUNDLE",
        "METRICS_CLIENT_TLS_SECRET, METRICS_CA_BUNDLE"
    })
    void refusesTwoEqualNames(String one, String other) {
        assertThat(SETTINGS.problems(Map.of(one, "same", other, "same")))
                .containsExactly(one + ": \"same\" (expected: another name than " + other + ", which is the same)");
    }

    @Test
    void refusesANameThatIsAnothersDefault() {
        assertThat(SETTINGS.problems(Map.of("METRICS_CA_BUNDLE", "tigera-operator-tls")))
                .containsExactly("METRICS_CA_BUNDLE: \"tigera-operator-tls\""
                        + " (expected: another name than METRICS_TLS_SECRET, which is the same)");
    }
}
