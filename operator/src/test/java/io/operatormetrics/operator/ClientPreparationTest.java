package io.operatormetrics.operator;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.operatormetrics.kubernetes.client.KubernetesClients;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.concurrent.CountDownLatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class ClientPreparationTest {

    private final CountDownLatch go = new CountDownLatch(1);

    @Test
    void leavesItsCallerFreeUntilTheClientIsNeeded() {
        KubernetesClient client = client();
        try (ClientPreparation preparation = ClientPreparation.of(() -> {
            awaitGo();
            return client;
        })) {
            go.countDown();

            assertThat(preparation.client()).isSameAs(client);
        }
        assertThat(client.getHttpClient().isClosed()).isTrue();
    }

    @Test
    void throwsWhatKeptTheClientFromBeingMade() {
        KubernetesClientException failure = new KubernetesClientException("no such file: ca.crt");
        ClientPreparation preparation = ClientPreparation.of(() -> {
            throw failure;
        });

        assertThatThrownBy(preparation::client).isSameAs(failure);
        assertThatCode(preparation::close).doesNotThrowAnyException();
    }

    @Test
    void closesAClientThatNobodyTook() {
        KubernetesClient client = client();
        ClientPreparation preparation = ClientPreparation.of(() -> client);

        preparation.close();

        assertThat(client.getHttpClient().isClosed()).isTrue();
    }

    private void awaitGo() {
        try {
            go.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KubernetesClient client() {
        return KubernetesClients.create(
                new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("http://localhost:1")
                        .build(),
                new PrometheusRegistry(),
                "tigera_operator");
    }
}
