package io.operatormetrics.server;

import io.operatormetrics.tls.AllowedNames;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.FileTlsSource;
import io.operatormetrics.tls.ServedTls;
import io.operatormetrics.tls.ServerTls;
import io.operatormetrics.tls.TlsPolicy;
import io.operatormetrics.tls.TlsProvider;
import io.operatormetrics.tls.TlsVersion;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Material that is offered and cannot be served shows in the metrics, while the last good set stays in service. */
class MaterialCurrentTest {

    @TempDir
    Path folder;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private ServerTls tls;

    @BeforeEach
    void serve() throws IOException {
        writeGoodSet();
        TlsMetrics metrics = new TlsMetrics(registry);
        tls = new ServerTls(
                new TlsPolicy(
                        ClientAuth.REQUIRE_AND_VERIFY,
                        TlsVersion.TLS_1_2,
                        List.of(),
                        TlsProvider.JDK,
                        new AllowedNames.Any()),
                new FileTlsSource(
                        folder.resolve("tls.crt"), folder.resolve("tls.key"), Optional.of(folder.resolve("ca.crt"))),
                metrics,
                Clock.systemUTC());
        metrics.observe(tls);
        tls.start();
        await().untilAsserted(() -> assertThat(isCurrent()).isEqualTo(1));
    }

    @AfterEach
    void stop() {
        tls.close();
    }

    static Stream<Arguments> oddFiles() {
        return Stream.of(
                Arguments.of("absent", (Odd) file -> {}),
                Arguments.of("empty", (Odd) Files::createFile),
                Arguments.of("half-written", (Odd) file -> Files.writeString(file, "-----BEGIN PRIVATE KEY-----\nMI")),
                Arguments.of("a directory", (Odd) Files::createDirectory),
                Arguments.of("a dangling link", (Odd)
                        file -> Files.createSymbolicLink(file, file.resolveSibling("nowhere"))),
                Arguments.of("a pipe", (Odd) file -> new ProcessBuilder("mkfifo", file.toString())
                        .start()
                        .onExit()
                        .join()));
    }

    @ParameterizedTest(name = "a key that is {0}")
    @MethodSource("oddFiles")
    void tellsThatWhatIsOfferedIsNotServed(String name, Odd odd) throws IOException {
        ServedTls served = tls.served().orElseThrow();
        Path key = folder.resolve("tls.key");

        Files.delete(key);
        odd.put(key);

        await().untilAsserted(() -> {
            assertThat(isCurrent()).isZero();
            assertThat(failures()).isPositive();
        });
        assertThat(tls.problem()).get().asString().contains(key.toString());
        assertThat(tls.served()).contains(served);

        Files.deleteIfExists(key);
        writeGoodSet();
        await().untilAsserted(() -> assertThat(isCurrent()).isEqualTo(1));
        assertThat(tls.problem()).isEmpty();
    }

    private void writeGoodSet() throws IOException {
        Files.writeString(folder.resolve("tls.crt"), TestTls.SERVER.getCertificatePathPEM());
        Files.writeString(folder.resolve("tls.key"), TestTls.SERVER.getPrivateKeyPEM());
        Files.writeString(folder.resolve("ca.crt"), TestTls.CA.getCertificatePEM());
    }

    private double isCurrent() {
        return registry.scrape("metrics_server_tls_material_current"::equals).stream()
                .flatMap(family -> ((GaugeSnapshot) family).getDataPoints().stream())
                .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
                .sum();
    }

    private double failures() {
        return registry.scrape("metrics_server_tls_reloads"::equals).stream()
                .flatMap(family -> ((CounterSnapshot) family).getDataPoints().stream())
                .filter(point -> "failure".equals(point.getLabels().get("result")))
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    /** Puts something where a file should be. */
    interface Odd {
        void put(Path file) throws IOException;
    }
}
