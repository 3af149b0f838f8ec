package io.operatormetrics.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.operatormetrics.kubernetes.client.FakeApiServer;
import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.operator.settings.RuntimeEnvironment;
import io.operatormetrics.server.Readiness;
import io.operatormetrics.server.settings.SettingsOutcome;
import io.operatormetrics.server.settings.SettingsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class OperatorTest {

    private static final Map<String, String> METRICS_OFF = Map.of("HEALTH_HOST", "127.0.0.1", "HEALTH_PORT", "0");
    private static final Map<String, String> METRICS_ON = Map.of(
            "METRICS_ENABLED",
            "true",
            "METRICS_HOST",
            "127.0.0.1",
            "METRICS_PORT",
            "0",
            "HEALTH_HOST",
            "127.0.0.1",
            "HEALTH_PORT",
            "0");
    private static final Config NO_CLUSTER = new ConfigBuilder()
            .withAutoConfigure(false)
            .withMasterUrl("http://127.0.0.1:1")
            .build();

    @Test
    @SuppressWarnings("try") // closing it is what is tested
    void isReadyFromTheEndOfItsStartToTheBeginningOfItsEnd() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Config> config = new CompletableFuture<>();
        try (ExecutorService starter = Executors.newVirtualThreadPerTaskExecutor();
                Operator operator = operator(() -> {
                    asked.countDown();
                    return config.join();
                })) {
            Future<?> start = starter.submit(() -> {
                operator.start();
                return null;
            });
            asked.await();
            assertThat(operator.readiness()).isEqualTo(new Readiness.NotReady(List.of("starting")));
            config.complete(NO_CLUSTER);
            start.get();
            assertThat(operator.readiness()).isEqualTo(new Readiness.Ready());
            operator.close();
            assertThat(operator.readiness()).isEqualTo(new Readiness.NotReady(List.of("shutting down")));
        }
    }

    /** Nobody waits for a pair that no Monitor asks for, but whether one does has to be known. */
    @Test
    void isNotReadyBeforeTheMonitorIsKnown() throws Exception {
        try (FakeApiServer server = new FakeApiServer();
                Operator operator = operator(METRICS_ON, server::config)) {
            server.resource("/apis/apiextensions.k8s.io/v1/customresourcedefinitions");
            server.resource("/apis/apiregistration.k8s.io/v1/apiservices");
            server.resource("/api/v1/secrets");
            server.discover("/apis/operator.tigera.io/v1", "monitors");
            server.discover("/apis/projectcalico.org/v3", "networkpolicies");
            server.resource("/apis/operator.tigera.io/v1/monitors").code(500);
            operator.start();

            Readiness unknown = new Readiness.NotReady(List.of("monitor: not read yet"));
            await().during(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(operator.readiness()).isEqualTo(unknown));
            server.resource("/apis/operator.tigera.io/v1/monitors").code(401);
            await().during(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(operator.readiness()).isEqualTo(unknown));
            server.resource("/apis/operator.tigera.io/v1/monitors").code(200);
            await().untilAsserted(() -> assertThat(operator.readiness()).isEqualTo(new Readiness.Ready()));
        }
    }

    private static Operator operator(Supplier<Config> config) {
        return operator(METRICS_OFF, config);
    }

    private static Operator operator(Map<String, String> variables, Supplier<Config> config) {
        OperatorSettings settings = switch (SettingsReader.read(
                variables, reader -> OperatorSettings.read(reader, new RuntimeEnvironment.OutOfCluster()))) {
            case SettingsOutcome.Valid<OperatorSettings> valid -> valid.settings();
            case SettingsOutcome.Invalid<OperatorSettings>(var problems) -> throw new AssertionError(problems);
        };
        return new Operator(settings, BuildInfo.load(), config, Clock.systemUTC());
    }
}
