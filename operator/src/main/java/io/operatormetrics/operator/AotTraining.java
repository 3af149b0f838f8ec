package io.operatormetrics.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.operatormetrics.operator.logging.LogSetup;
import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.operator.settings.RuntimeEnvironment;
import io.operatormetrics.operator.training.FakeCluster;
import io.operatormetrics.operator.training.TrainingCertificates;
import io.operatormetrics.operator.training.TrainingFiles;
import io.operatormetrics.operator.training.TrainingScrapes;
import io.operatormetrics.server.Readiness;
import io.operatormetrics.server.settings.SettingsOutcome;
import io.operatormetrics.server.settings.SettingsReader;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rehearses {@code run} in a JVM that writes an AOT cache: the whole {@link Operator}, from settings to the last scrape, against a cluster
 * that is pretended. The environment's own settings play no part, so that everybody gets the same cache.
 */
final class AotTraining {

    /** Many times what it takes, for a machine that does other things too. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "METRICS_ENABLED", "true",
            "METRICS_SCHEME", "https",
            "METRICS_HOST", "127.0.0.1",
            "METRICS_PORT", "0",
            "HEALTH_HOST", "127.0.0.1",
            "HEALTH_PORT", "0",
            "OPERATOR_NAMESPACE", "tigera-operator",
            "MONITORING", "never",
            "LEADER_ELECTION", "false");

    private final BuildInfo build;
    private final Clock clock;

    AotTraining(BuildInfo build, Clock clock) {
        this.build = build;
        this.clock = clock;
    }

    void run() throws Exception {
        TrainingCertificates certificates = TrainingCertificates.issue(clock);
        TrainingScrapes scrapes = new TrainingScrapes(certificates);
        TrainingFiles files = TrainingFiles.of(certificates);
        try (FakeCluster cluster = FakeCluster.start(certificates)) {
            Map<String, String> fromSecrets = Map.of("LOG_FORMAT", "json");
            Map<String, String> fromFiles = Map.of(
                    "LOG_FORMAT", "text",
                    "METRICS_TLS_CERT_FILE", files.certificate().toString(),
                    "METRICS_TLS_KEY_FILE", files.key().toString(),
                    "METRICS_TLS_CA_FILE", files.ca().toString());
            for (Map<String, String> environment : List.of(fromSecrets, fromFiles)) {
                rehearse(settings(environment), cluster.kubeconfig(), scrapes);
            }
        }
    }

    private void rehearse(OperatorSettings settings, String kubeconfig, TrainingScrapes scrapes) throws Exception {
        LogSetup.apply(settings.log());
        try (Operator operator = new Operator(settings, build, () -> config(kubeconfig), clock)) {
            operator.start();
            awaitReady(operator);
            scrapes.of(operator.metricsAddress().orElseThrow());
        }
    }

    /** From text, since a file may name programs that fetch credentials. */
    private static Config config(String kubeconfig) {
        // Proxies of the environment do not lead to loopback.
        return new ConfigBuilder(Config.fromKubeconfig(kubeconfig))
                .withHttpProxy(null)
                .withHttpsProxy(null)
                .build();
    }

    private static void awaitReady(Operator operator) throws InterruptedException, IOException {
        long start = System.nanoTime();
        while (operator.readiness() instanceof Readiness.NotReady(List<String> reasons)) {
            if (System.nanoTime() - start > TIMEOUT.toNanos()) {
                throw new IOException("not ready after %d s: %s".formatted(TIMEOUT.toSeconds(), reasons));
            }
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private static OperatorSettings settings(Map<String, String> added) {
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        environment.putAll(added);
        return switch (SettingsReader.read(
                environment, reader -> OperatorSettings.read(reader, new RuntimeEnvironment.OutOfCluster()))) {
            case SettingsOutcome.Valid<OperatorSettings> valid -> valid.settings();
            case SettingsOutcome.Invalid<OperatorSettings> invalid ->
                throw new IllegalStateException("the rehearsal's own settings: " + invalid.problems());
        };
    }
}
