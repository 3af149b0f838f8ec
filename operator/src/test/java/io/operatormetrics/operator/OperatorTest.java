package io.operatormetrics.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.operatormetrics.operator.config.OperatorSettings;
import io.operatormetrics.operator.config.Surroundings;
import io.operatormetrics.server.Readiness;
import io.operatormetrics.server.settings.SettingsOutcome;
import io.operatormetrics.server.settings.SettingsReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class OperatorTest {

    private static final Map<String, String> METRICS_OFF = Map.of("HEALTH_HOST", "127.0.0.1", "HEALTH_PORT", "0");
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

    private static Operator operator(Supplier<Config> config) {
        OperatorSettings settings = switch (SettingsReader.read(
                METRICS_OFF, reader -> OperatorSettings.read(reader, new Surroundings.Elsewhere()))) {
            case SettingsOutcome.Valid<OperatorSettings> valid -> valid.settings();
            case SettingsOutcome.Invalid<OperatorSettings>(var problems) -> throw new AssertionError(problems);
        };
        return new Operator(settings, BuildInfo.load(), config, Clock.systemUTC());
    }
}
