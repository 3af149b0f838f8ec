package io.operatormetrics.server;

import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.tls.AllowedNames;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.ServerTls;
import io.operatormetrics.tls.TlsPolicy;
import io.operatormetrics.tls.TlsProvider;
import io.operatormetrics.tls.TlsVersion;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** Every request of raw-requests.txt gets its answer on every port, over every TLS provider. */
@Timeout(300)
class RawRequestsTest {

    private static final Pattern TIMES_X = Pattern.compile("#([0-9]+)#");
    private static final Pattern DATE =
            Pattern.compile("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");

    /**
     * A line of raw-requests.txt.
     *
     * @param continues whether 100 comes before the status
     * @param keeps whether the connection serves another request
     */
    private record Row(String section, boolean continues, int status, boolean keeps, String request) {

        static Row of(String line) {
            String[] fields = line.split(" ## ", 4);
            String request = TIMES_X.matcher(fields[3])
                    .replaceAll(match -> "x".repeat(Integer.parseInt(match.group(1))))
                    .translateEscapes();
            boolean continues = fields[1].startsWith("100,");
            int status = Integer.parseInt(continues ? fields[1].substring("100,".length()) : fields[1]);
            assertThat(fields[2]).as(line).isIn("keep", "close");
            return new Row(fields[0], continues, status, fields[2].equals("keep"), request);
        }

        /** The same where each answer is the last of its connection. */
        Row closing() {
            return new Row(section, continues, status, false, request);
        }

        String at(String path) {
            return request.replace("{p}", path);
        }
    }

    @Test
    void plainMetricsPort() throws Exception {
        try (TestServer server = TestServer.start()) {
            answersEveryRequest(rows(), "/metrics", server::connect);
        }
    }

    @Test
    void healthPort() throws Exception {
        try (HealthServer server = new HealthServer("127.0.0.1", 0, Readiness.Ready::new, Clock.systemUTC())) {
            server.start();
            List<Row> rows = rows().stream().map(Row::closing).toList();
            answersEveryRequest(rows, "/livez", () -> RawClient.connect(server.address()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void tlsMetricsPort(TlsProvider provider) throws Exception {
        PrometheusRegistry registry = new PrometheusRegistry();
        TestTls.GivenSource source = new TestTls.GivenSource();
        TlsPolicy policy = new TlsPolicy(
                ClientAuth.REQUIRE_AND_VERIFY, TlsVersion.TLS_1_2, List.of(), provider, new AllowedNames.Any());
        try (ServerTls tls = new ServerTls(policy, source, new TlsMetrics(registry), Clock.systemUTC());
                MetricsServer server = MetricsServer.builder()
                        .address("127.0.0.1", 0)
                        .tls(tls)
                        .exposition(new Exposition(new ExpositionStore(), registry, Duration.ZERO))
                        .registry(registry)
                        .clock(Clock.systemUTC())
                        .build()) {
            tls.start();
            source.give(TestTls.CA.getCertificatePEM());
            server.start();
            answersEveryRequest(rows(), "/metrics", () -> TestTls.connect(server.address(), TestTls.CLIENT));
        }
    }

    /** Many at a time: under TLS a connection ends a second after a refusal. */
    private static void answersEveryRequest(List<Row> rows, String path, Callable<RawClient> connect) throws Exception {
        assertThat(rows).hasSizeGreaterThan(200);
        List<String> wrong = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(32)) {
            List<Callable<String>> asked = rows.stream()
                    .<Callable<String>>map(row -> () -> problem(row, path, connect))
                    .toList();
            for (Future<String> problem : executor.invokeAll(asked)) {
                wrong.add(problem.get());
            }
        }
        assertThat(wrong).filteredOn(problem -> !problem.isEmpty()).isEmpty();
    }

    /** What is wrong with the answer, and to which row; empty when nothing is. */
    private static String problem(Row row, String path, Callable<RawClient> connect) throws Exception {
        try (RawClient client = connect.call()) {
            String problem = ask(client, row, path);
            return problem.isEmpty() ? "" : "%s: %s: %s".formatted(row.section(), abbreviated(row.at(path)), problem);
        }
    }

    private static String ask(RawClient client, Row row, String path) {
        try {
            client.send(row.at(path));
            RawClient.Reply reply = read(client, row);
            if (row.continues()) {
                if (reply.status() != 100) {
                    return "answered " + reply.status() + ", expected 100 first";
                }
                reply = read(client, row);
            }
            if (reply.status() != row.status()) {
                return "answered " + reply.status() + ", expected " + row.status();
            }
            if (!DATE.matcher(reply.header("date")).matches()) {
                return "Date is " + reply.header("date");
            }
            if (row.keeps()) {
                return client.get(path).read().status() == 200 ? "" : "not kept";
            }
            return reply.header("connection").equals("close") && client.closed() ? "" : "not closed";
        } catch (IOException broken) {
            return broken.toString();
        }
    }

    private static RawClient.Reply read(RawClient client, Row row) throws IOException {
        return row.request().startsWith("HEAD ") ? client.readHead() : client.read();
    }

    private static String abbreviated(String request) {
        return request.substring(0, Math.min(request.length(), 80))
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }

    private static List<Row> rows() {
        try (var in = Objects.requireNonNull(RawRequestsTest.class.getResourceAsStream("/raw-requests.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("# "))
                    .map(Row::of)
                    .toList();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
