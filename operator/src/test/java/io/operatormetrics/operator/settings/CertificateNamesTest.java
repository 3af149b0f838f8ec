package io.operatormetrics.operator.settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class CertificateNamesTest {

    private static final Reading<CertificateNames> NAMES = new Reading<>(
            reader -> CertificateNames.read(reader, Identity.read(reader, new RuntimeEnvironment.OutOfCluster())));

    @Test
    void defaults() {
        assertThat(NAMES.valid(Map.of()))
                .isEqualTo(new CertificateNames(
                        "tigera-operator-tls", "calico-node-prometheus-client-tls", "tigera-ca-bundle"));
    }

    @Test
    void followTheOperatorsNameWhereItIsNotUpstreams() {
        CertificateNames ours = new CertificateNames(
                "operator-metrics-tls", "operator-metrics-client-tls", "operator-metrics-ca-bundle");
        assertThat(NAMES.valid(Map.of("OPERATOR_NAME", "operator-metrics"))).isEqualTo(ours);
        assertThat(NAMES.valid(Map.of("OPERATOR_NAME", "watcher", "METRICS_SERVICE_NAME", "operator-metrics")))
                .isEqualTo(ours);
    }

    @Test
    void areUpstreamsWhereOnlyTheServiceHasAnotherName() {
        assertThat(NAMES.valid(Map.of("METRICS_SERVICE_NAME", "x")).serverSecret())
                .isEqualTo("tigera-operator-tls");
    }

    @Test
    void everyKey() {
        assertThat(NAMES.valid(Map.of(
                        "METRICS_TLS_SECRET", "server",
                        "METRICS_CLIENT_TLS_SECRET", "client",
                        "METRICS_CA_BUNDLE", "bundle")))
                .isEqualTo(new CertificateNames("server", "client", "bundle"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({"METRICS_TLS_SECRET, a/b", "METRICS_CLIENT_TLS_SECRET, A", "METRICS_CA_BUNDLE, a_b"})
    void eachInvalidValue(String name, String value) {
        assertThat(NAMES.problems(Map.of(name, value)))
                .singleElement()
                .asString()
                .startsWith(name + ": \"" + value + "\" (expected: ");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"METRICS_TLS_SECRET", "METRICS_CLIENT_TLS_SECRET", "METRICS_CA_BUNDLE"})
    void refusesToWriteOverTheCa(String name) {
        assertThat(NAMES.problems(Map.of(name, "tigera-ca-private")))
                .containsExactly(
                        name + ": \"tigera-ca-private\" (expected: another name than that of the CA's own Secret)");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"METRICS_TLS_SECRET", "METRICS_CLIENT_TLS_SECRET"})
    void refusesToWriteOverThePreviousCa(String name) {
        Map<String, String> variables = Map.of("METRICS_SERVICE_NAME", "x", name, "x-ca");
        assertThat(NAMES.problems(variables))
                .containsExactly(name + ": \"x-ca\" (expected: another name than <METRICS_SERVICE_NAME>-ca, which keeps"
                        + " the previous CA)");
    }

    @Test
    void letsTheConfigMapBeCalledAsThePreviousCasSecret() {
        assertThat(NAMES.valid(Map.of("METRICS_SERVICE_NAME", "x", "METRICS_CA_BUNDLE", "x-ca"))
                        .caBundle())
                .isEqualTo("x-ca");
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({
        "METRICS_TLS_SECRET, METRICS_CLIENT_TLS_SECRET",
        "METRICS_TLS_SECRET, METRICS_CA_BUNDLE",
        "METRICS_CLIENT_TLS_SECRET, METRICS_CA_BUNDLE"
    })
    void refusesTwoEqualNames(String one, String other) {
        assertThat(NAMES.problems(Map.of(one, "same", other, "same")))
                .containsExactly(one + ": \"same\" (expected: another name than " + other + ", which is the same)");
    }

    @Test
    void refusesANameThatIsAnothersDefault() {
        assertThat(NAMES.problems(Map.of("METRICS_CA_BUNDLE", "tigera-operator-tls")))
                .containsExactly("METRICS_CA_BUNDLE: \"tigera-operator-tls\""
                        + " (expected: another name than METRICS_TLS_SECRET, which is the same)");
        assertThat(NAMES.problems(Map.of("OPERATOR_NAME", "x-metrics", "METRICS_TLS_SECRET", "x-metrics-client-tls")))
                .containsExactly("METRICS_TLS_SECRET: \"x-metrics-client-tls\""
                        + " (expected: another name than METRICS_CLIENT_TLS_SECRET, which is the same)");
    }

    @Test
    void takesAServiceNameFromWhichAClientNameOf63CharactersFollows() {
        String longest = "a".repeat(44) + "-metrics";
        assertThat(NAMES.valid(Map.of("OPERATOR_NAME", longest)).clientSecret()).hasSize(63);
    }

    @Test
    void refusesAServiceNameFromWhichALongerClientNameFollows() {
        String base = "a".repeat(45) + "-metrics";
        String expected =
                ": a value of 53 characters that looks like a key or a token and is not shown (expected: METRICS_SERVICE_NAME of at most 52 characters, since METRICS_CLIENT_TLS_SECRET is"
                        + " not set and follows from it)";
        assertThat(NAMES.problems(Map.of("OPERATOR_NAME", base))).containsExactly("OPERATOR_NAME" + expected);
        assertThat(NAMES.problems(Map.of("OPERATOR_NAME", "x", "METRICS_SERVICE_NAME", base)))
                .containsExactly("METRICS_SERVICE_NAME" + expected);
        assertThat(NAMES.valid(Map.of("OPERATOR_NAME", base, "METRICS_CLIENT_TLS_SECRET", "c"))
                        .clientSecret())
                .isEqualTo("c");
    }
}
