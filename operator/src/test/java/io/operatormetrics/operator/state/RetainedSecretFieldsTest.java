package io.operatormetrics.operator.state;

import io.operatormetrics.kubernetes.client.Unstructured;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class RetainedSecretFieldsTest {

    @Test
    void keepsWhatIsUsedAndTheNamesOfTheRest() {
        Unstructured secret = RetainedSecretFields.of(Unstructured.of(Map.of(
                "type",
                "Opaque",
                "metadata",
                Map.of(
                        "name",
                        "one",
                        "labels",
                        Map.of("helm.sh/chart", "x"),
                        "annotations",
                        Map.of(
                                "operator-metrics/issued-key-sha256",
                                "hash",
                                "certificates.operator.tigera.io/issuer",
                                "issuer",
                                "kubectl.kubernetes.io/last-applied-configuration",
                                "{\"data\": \"all of it\"}")),
                "data",
                Map.of("tls.crt", "c", "tls.key", "k", "phase", "p", "keystore.p12", "secret"))));

        assertThat(secret.json().get("data"))
                .isEqualTo(Unstructured.of(Map.of("tls.crt", "c", "tls.key", "k", "phase", "p", "keystore.p12", ""))
                        .json());
        assertThat(secret.json().toString()).doesNotContain("all of it");
        assertThat(secret.annotation("kubectl.kubernetes.io/last-applied-configuration"))
                .contains("");
        assertThat(secret.annotation("operator-metrics/issued-key-sha256")).contains("hash");
        assertThat(secret.annotation("certificates.operator.tigera.io/issuer")).contains("issuer");
        assertThat(secret.label("helm.sh/chart")).contains("x");
    }

    @Test
    void takesWhatHasNeither() {
        assertThat(RetainedSecretFields.of(Unstructured.of(Map.of("metadata", Map.of("name", "one"))))
                        .key()
                        .name())
                .isEqualTo("one");
    }
}
