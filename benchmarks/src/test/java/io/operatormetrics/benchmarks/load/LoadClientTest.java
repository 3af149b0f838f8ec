package io.operatormetrics.benchmarks.load;

import io.operatormetrics.benchmarks.BenchmarkFailure;
import io.operatormetrics.benchmarks.Certificates;
import io.operatormetrics.benchmarks.load.Target.Encoding;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class LoadClientTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Certificates CERTIFICATES = Certificates.make();

    private static CountingServer server;
    private static LoadClient client;

    @BeforeAll
    static void start() throws Exception {
        server = CountingServer.start(CERTIFICATES);
        client = new LoadClient(CERTIFICATES.clientTls());
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @BeforeEach
    void countFromZero() {
        server.reset();
    }

    @Test
    void fetchesAWholeAnswer() {
        Answer answer = client.fetch(target("/body"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString(StandardCharsets.UTF_8)).isEqualTo(CountingServer.BODY);
        assertThat(answer.protocol()).isEqualTo("TLSv1.3");
    }

    @Test
    void countsWhatTheServerAnsweredOverConnectionsThatStayOpen() {
        ExpectedAnswer expected = ExpectedAnswer.like(client.fetch(target("/body")));
        server.reset();

        try (KeepAliveLoad load = client.keepAlive(target("/body"), expected, 3)) {
            LoadResult first = load.run(SHORT);
            LoadResult second = load.run(SHORT);

            // Each connection was tried once before it counted.
            assertThat(server.requests()).isEqualTo(3 + first.requests() + second.requests());
            assertThat(server.verifiedClients()).isEqualTo(3);
            assertThat(first.elapsed()).isGreaterThanOrEqualTo(SHORT);
            assertThat(first.medianLatency()).isPositive().isLessThan(first.elapsed());
        }
    }

    @Test
    void makesAFullHandshakeForEachNewConnection() {
        ExpectedAnswer expected = ExpectedAnswer.like(client.fetch(target("/body")));
        server.reset();

        LoadResult result = client.newConnections(target("/body"), expected, 2, SHORT);

        assertThat(result.requests()).isGreaterThanOrEqualTo(2).isEqualTo(server.requests());
        // A resumed session would spare the server the look at the client's certificate.
        assertThat(server.verifiedClients()).isEqualTo(result.requests());
    }

    @Test
    void sendsNoScrapeBeforeItsChangeIsMade() throws Exception {
        ExpectedAnswer expected = ExpectedAnswer.like(client.fetch(target("/body")));
        server.reset();
        try (CountedChanges changes = CountedChanges.serve(server);
                KeepAliveLoad load =
                        client.keepAlive(target("/body"), expected, 2, Changes.beforeEachScrape(changes.address()))) {
            LoadResult result = load.run(SHORT);

            assertThat(changes.made()).isEqualTo(result.requests());
            // Each of the two connections was tried once before the changes began.
            assertThat(changes.mostScrapesAhead()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void changesAtASteadyRateWhateverTheScrapesDo() throws Exception {
        ExpectedAnswer expected = ExpectedAnswer.like(client.fetch(target("/body")));
        try (CountedChanges changes = CountedChanges.serve(server);
                KeepAliveLoad load =
                        client.keepAlive(target("/body"), expected, 1, Changes.steady(changes.address(), 100))) {
            LoadResult result = load.run(SHORT);
            await().until(() -> changes.made() > 0);

            // Fewer where the machine is busy, and never more.
            assertThat(changes.made())
                    .isLessThanOrEqualTo((int) result.elapsed().toMillis() / 10 + 1);
        }
    }

    @Test
    void failsWhenNobodyTakesOrdersForChanges() {
        ExpectedAnswer expected = ExpectedAnswer.like(client.fetch(target("/body")));
        Changes changes = Changes.beforeEachScrape(CountingServer.unusedAddress());
        try (KeepAliveLoad load = client.keepAlive(target("/body"), expected, 1, changes)) {
            assertThatExceptionOfType(BenchmarkFailure.class)
                    .isThrownBy(() -> load.run(SHORT))
                    .withMessageContaining("the orders to change series")
                    .withMessageContaining("cannot connect");
        }
    }

    @Test
    void failsWhenAnAnswerHasAnotherStatus() {
        ExpectedAnswer expected = ExpectedAnswer.like(client.fetch(target("/body")));

        assertThatExceptionOfType(BenchmarkFailure.class)
                .isThrownBy(() -> client.newConnections(target("/broken"), expected, 1, SHORT))
                .withMessageContaining("tiny /broken: answered 500")
                .withMessageContaining("(expected: 200)");
    }

    @Test
    void failsWhenAnAnswerHasAnotherLength() {
        assertThatExceptionOfType(BenchmarkFailure.class)
                .isThrownBy(() -> client.keepAlive(target("/body"), new ExpectedAnswer(200, 500), 1))
                .withMessage("tiny /body: answered with 1000 bytes (expected: about 500)");
    }

    @Test
    void failsWhenTheConnectionEndsBeforeTheAnswer() {
        assertThatExceptionOfType(BenchmarkFailure.class)
                .isThrownBy(() -> client.newConnections(target("/cut"), new ExpectedAnswer(200, 1000), 1, SHORT))
                .withMessageContaining("tiny /cut:");
    }

    @Test
    void failsWhenNobodyListens() {
        Target nobody = new Target("nobody", CountingServer.unusedAddress(), "/", Encoding.IDENTITY);
        assertThatExceptionOfType(BenchmarkFailure.class)
                .isThrownBy(() -> client.fetch(nobody))
                .withMessageStartingWith("nobody: cannot connect:");
    }

    @Test
    void isRefusedWithoutCertificate() throws Exception {
        try (LoadClient anonymous = new LoadClient(CERTIFICATES.anonymousTls())) {
            assertThatExceptionOfType(BenchmarkFailure.class).isThrownBy(() -> anonymous.fetch(target("/body")));
        }
        assertThat(server.requests()).isZero();
    }

    private static Target target(String path) {
        return new Target("tiny", server.address(), path, Encoding.IDENTITY);
    }
}
