package io.operatormetrics.kubernetes.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Against servers that no API server should be. */
class KubernetesHttpTest {

    private static final String PATH = "/api/v1/secrets";
    private static final byte[] BLANKS = " \n".repeat(2048).getBytes(StandardCharsets.US_ASCII);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server = server();
    private final KubernetesClient client = KubernetesClients.create(config(), new PrometheusRegistry(), "operator");
    private final KubernetesHttp api = new KubernetesHttp(client, Duration.ofSeconds(1));

    private HttpServer server() {
        try {
            HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            made.setExecutor(threads);
            made.start();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Config config() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("http://localhost:" + server.getAddress().getPort())
                .withOauthToken("a-token")
                .build();
    }

    @AfterEach
    void close() {
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }

    private void answer(HttpHandler handler) {
        server.createContext(PATH, handler);
    }

    /** Writes without end; what could be written until the client hung up is counted. */
    private static void writeForEver(HttpExchange exchange, int code, byte[] piece, AtomicLong written)
            throws IOException {
        exchange.sendResponseHeaders(code, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
                out.write(piece);
                out.flush();
                written.addAndGet(piece.length);
            }
        } catch (IOException hungUp) {
            written.set(-written.get());
        }
    }

    /** Reads a list, and forgets it, to its end. */
    private void readList() throws ApiException, InterruptedException {
        byte[] piece = new byte[8192];
        try (ResponseBody body = api.list(PATH, "application/json", Deadline.in(Duration.ofSeconds(2)))) {
            try {
                while (body.read(piece) >= 0) {
                    assertThat(body.isBroken()).isFalse();
                }
            } catch (IOException e) {
                throw body.failure(e);
            }
        }
    }

    @Test
    void anErrorIsReadTo64KiBAndNoFurther() {
        AtomicLong written = new AtomicLong();
        answer(exchange ->
                writeForEver(exchange, 403, "no ".repeat(1000).getBytes(StandardCharsets.US_ASCII), written));
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> api.get(PATH, "application/json"))
                .withMessageStartingWith("403 no no ")
                .satisfies(why -> assertThat(why.message()).hasSizeLessThan(300));
        await().until(() -> written.get() < 0);
        assertThat(-written.get()).as("with what the sockets hold").isLessThan(16 << 20);
    }

    @Test
    void anErrorThatDripsIsThatErrorAllTheSame() {
        answer(exchange -> {
            exchange.sendResponseHeaders(403, 0);
            exchange.getResponseBody().write("{\"message\":".getBytes(StandardCharsets.US_ASCII));
            exchange.getResponseBody().flush();
        });
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> api.get(PATH, "application/json"))
                .satisfies(why -> assertThat(why.kind()).isEqualTo(ApiException.Kind.FORBIDDEN));
    }

    @Test
    void aDocumentWithoutEndIsNotReadOn() {
        AtomicLong written = new AtomicLong();
        answer(exchange -> writeForEver(exchange, 200, new byte[64 << 10], written));
        assertThatThrownBy(() -> api.get(PATH, "application/json"))
                .hasMessage("the answer is longer than 4096 KiB; not read on");
        await().until(() -> written.get() < 0);
    }

    @Test
    void blanksWithoutEndAreSilence() {
        AtomicLong written = new AtomicLong();
        answer(exchange -> writeForEver(exchange, 200, BLANKS, written));
        assertThatThrownBy(this::readList).hasMessage("no answer within 1 s");
        await().until(() -> written.get() < 0);
    }

    @Test
    void aListThatNeverEndsIsGivenUpInTime() {
        AtomicLong written = new AtomicLong();
        answer(exchange -> writeForEver(exchange, 200, new byte[] {'x'}, written));
        assertThatThrownBy(this::readList).hasMessage("no answer within 2 s");
        await().until(() -> written.get() < 0);
    }

    @Test
    void aRedirectIsNotFollowed() {
        AtomicInteger reached = new AtomicInteger();
        server.createContext("/elsewhere", exchange -> {
            reached.incrementAndGet();
            FakeApiServer.send(exchange, 200, "{}");
        });
        answer(exchange -> {
            exchange.getResponseHeaders()
                    .add("Location", "http://127.0.0.1:" + server.getAddress().getPort() + "/elsewhere");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });
        assertThatThrownBy(() -> api.get(PATH, "application/json")).hasMessage("307 a redirect, which is not followed");
        assertThat(reached).hasValue(0);
    }
}
