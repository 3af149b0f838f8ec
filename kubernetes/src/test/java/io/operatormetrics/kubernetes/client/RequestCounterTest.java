package io.operatormetrics.kubernetes.client;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RequestCounterTest {

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/secrets, list",
        "GET, /api/v1/namespaces, list",
        "GET, /api/v1/namespaces/ns, get",
        "GET, /api/v1/namespaces/ns/secrets, list",
        "GET, /api/v1/namespaces/ns/secrets?fieldSelector=metadata.name%3Da, list",
        "GET, /api/v1/namespaces/ns/secrets/a, get",
        "GET, /api/v1/secrets?labelSelector=a&watch=true, watch",
        "GET, /api/v1/secrets?watch=true&timeoutSeconds=300, watch",
        "GET, /api/v1/secrets?labelSelector=watch%3Dtrue, list",
        "GET, /apis/operator.tigera.io/v1/tigerastatuses, list",
        "GET, /apis/operator.tigera.io/v1/tigerastatuses/calico, get",
        "GET, /apis/operator.tigera.io/v1/tigerastatuses/calico/status, get",
        "GET, /apis/operator.tigera.io/v1, get",
        "GET, /api/v1, get",
        "GET, /apis, get",
        "GET, /version, get",
        "HEAD, /version, get",
        "POST, /api/v1/namespaces/ns/secrets, create",
        "PUT, /api/v1/namespaces/ns/secrets/a, update",
        "PATCH, /api/v1/namespaces/ns/secrets/a, patch",
        "DELETE, /api/v1/namespaces/ns/secrets/a, delete"
    })
    void namesVerbsAsAuthorizationRulesDo(String method, String path, String verb) {
        assertThat(RequestCounter.verb(method, URI.create("https://10.0.0.1:443" + path)))
                .isEqualTo(verb);
    }

    @Test
    void countsAnswersByCodeAndRequestsWithoutOne() throws Exception {
        PrometheusRegistry registry = new PrometheusRegistry();
        try (FakeApiServer server = new FakeApiServer();
                KubernetesClient client = KubernetesClients.create(server.config(), registry, "operator")) {
            server.resource("/api/v1/secrets");
            KubernetesHttp api = new KubernetesHttp(client);
            byte[] _ = api.get("/api/v1/secrets", "application/json");
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(() -> api.get("/apis/none/v1", "application/json"));
            server.resource("/api/v1/secrets").cut();
            assertThatExceptionOfType(ApiException.class)
                    .isThrownBy(() -> api.get("/api/v1/secrets", "application/json"));
        }
        assertThat(counted(registry))
                .containsExactlyInAnyOrderEntriesOf(Map.of("list 200", 1.0, "get 404", 1.0, "list error", 1.0));
    }

    private static Map<String, Double> counted(PrometheusRegistry registry) {
        return registry.scrape().stream()
                .map(snapshot -> (CounterSnapshot) snapshot)
                .map(CounterSnapshot::getDataPoints)
                .flatMap(List::stream)
                .collect(Collectors.toMap(
                        point -> point.getLabels().get("verb") + " "
                                + point.getLabels().get("code"),
                        CounterSnapshot.CounterDataPointSnapshot::getValue));
    }
}
