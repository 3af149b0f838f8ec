package io.operatormetrics.operator.state;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.KubernetesJson;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class SecretRecordsTest {

    @Test
    void caKeyIsNotKept() throws ApiException {
        assertThat(KubernetesJson.document(json("""
                {"metadata": {"name": "tigera-ca-private", "namespace": "ns",
                    "managedFields": [{"manager": "operator", "operation": "Update", "fieldsV1": {}}]},
                 "data": {"tls.crt": "Q0E=", "tls.key": "S0VZ"}}
                """), CaSecret.class))
                .isEqualTo(new CaSecret(
                        new CaSecret.Metadata(
                                "tigera-ca-private", "ns", null, null, List.of(new CaSecret.Manager("operator"))),
                        new CaSecret.Data("Q0E=")));
    }

    @Test
    void pairIsReadByBothNamingsAndNotPrinted() throws ApiException {
        TlsSecret secret = KubernetesJson.document(json("""
                {"metadata": {"name": "web", "namespace": "ns"},
                 "data": {"tls.crt": "MQ==", "tls.key": "Mg==", "cert": "Mw==", "key": "NA==", "more": "NQ=="}}
                """), TlsSecret.class);

        assertThat(secret.data()).isEqualTo(new TlsSecret.Data("MQ==", "Mg==", "Mw==", "NA=="));
        assertThat(secret.toString()).doesNotContain("==");
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
