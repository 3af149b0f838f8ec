package io.operatormetrics.server;

import io.operatormetrics.server.RawClient.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.BindException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HealthServerTest {

    private final AtomicReference<Readiness> readiness = new AtomicReference<>(new Readiness.Ready());
    private final AtomicReference<Liveness> liveness = new AtomicReference<>(new Liveness.Alive());
    private final HealthServer server = new HealthServer("::", 0, readiness::get, liveness::get, Clock.systemUTC());

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Reply get(String target) throws IOException {
        return ask("GET " + target);
    }

    /** Method and target, over a connection that ends with the answer. */
    private Reply ask(String line) throws IOException {
        try (RawClient client = RawClient.connect(server.address())) {
            client.send(line + " HTTP/1.1\r\nHost: a\r\n\r\n");
            Reply reply = line.startsWith("HEAD") ? client.readHead() : client.read();
            assertThat(reply.header("connection")).isEqualTo("close");
            assertThat(client.closed()).isTrue();
            return reply;
        }
    }

    @Test
    void isLiveWhateverItsReadiness() throws IOException {
        readiness.set(new Readiness.NotReady(List.of("no certificate")));

        Reply reply = get("/livez");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("ok\n");
    }

    @Test
    void isDeadAsItsOwnerSays() throws IOException {
        liveness.set(new Liveness.Dead(List.of("watch of secrets hangs")));

        Reply reply = get("/livez");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.text()).isEqualTo("watch of secrets hangs\n");
        assertThat(get("/readyz").status()).isEqualTo(200);
    }

    @Test
    void isReadyAsItsOwnerSays() throws IOException {
        Reply ready = get("/readyz?verbose");
        readiness.set(new Readiness.NotReady(List.of("watch of secrets is not synced", "two\nlines")));
        Reply notReady = get("/readyz");

        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.text()).isEqualTo("ok\n");
        assertThat(notReady.status()).isEqualTo(503);
        assertThat(notReady.text()).isEqualTo("watch of secrets is not synced\ntwo lines\n");
    }

    @Test
    void notesStandBelowItsReadiness() throws IOException {
        readiness.set(new Readiness.Ready(List.of("monitor Degraded=True SelfCheckFailed", "two\nlines")));

        Reply ready = get("/readyz");

        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.text()).isEqualTo("ok\nmonitor Degraded=True SelfCheckFailed\ntwo lines\n");
    }

    @Test
    void isNotReadyWhenItsOwnerFails() throws IOException {
        readiness.set(null);

        Reply reply = get("/readyz");

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.text()).isEqualTo("internal error\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics", "/healthz", "/livez/", "/readyz/all"})
    void servesNothingElse(String target) throws IOException {
        assertThat(get(target).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz"})
    void isOnlyRead(String target) throws IOException {
        Reply reply = ask("POST " + target);

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("allow")).isEqualTo("GET, HEAD");
        assertThat(ask("HEAD " + target).status()).isEqualTo(200);
    }

    @Test
    void saysWhichAddressIsTaken() {
        int port = server.address().getPort();
        HealthServer twin = new HealthServer("::", port, readiness::get, Clock.systemUTC());

        assertThatThrownBy(twin::start)
                .isInstanceOf(BindException.class)
                .hasMessageStartingWith("cannot listen on [::]:" + port + ": ");
        twin.close();
    }
}
