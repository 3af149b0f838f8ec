package io.operatormetrics.server;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.server.exposition.MetricFamily;
import io.operatormetrics.server.exposition.Series;
import io.operatormetrics.tls.AllowedNames;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.ServerTls;
import io.operatormetrics.tls.TlsPolicy;
import io.operatormetrics.tls.TlsProvider;
import io.operatormetrics.tls.TlsVersion;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

/** However often series change and are scraped, memory holds what there is and not what there was. */
@Timeout(60)
class BoundedMemoryTest {

    private static final MetricFamily LEVEL = MetricFamily.gauge("level", "Of a tank.", "tank");
    private static final int SERIES = 10_000;
    private static final int FIRST_UPDATES = 20_000;
    private static final int UPDATES = 1_000_000;
    private static final int UPDATES_PER_SCRAPE = 5_000;

    private final ExpositionStore store = new ExpositionStore();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final TestTls.GivenSource source = new TestTls.GivenSource();
    private final TlsMetrics tlsMetrics = new TlsMetrics(registry);
    private final TlsPolicy policy = new TlsPolicy(
            ClientAuth.REQUIRE_AND_VERIFY,
            TlsVersion.TLS_1_2,
            List.of(),
            TlsProvider.BORINGSSL,
            new AllowedNames.Any());

    /** In bytes, of this process. */
    private record Memory(long heap, long direct) {
        static Memory live() {
            System.gc();
            long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
            // Netty's own may be hidden from the JVM.
            long netty = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                    .metric()
                    .usedDirectMemory();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            return new Memory(heap, direct + netty);
        }
    }

    @Test
    void isTheSameAfterAMillionUpdatesOfTenThousandSeries() throws IOException {
        store.register(LEVEL);
        try (ServerTls tls = new ServerTls(policy, source, tlsMetrics, Clock.systemUTC());
                MetricsServer server = MetricsServer.builder()
                        .address("127.0.0.1", 0)
                        .tls(tls)
                        .exposition(new Exposition(store, registry))
                        .registry(registry)
                        .clock(Clock.systemUTC())
                        .build()) {
            tls.start();
            source.give(TestTls.CA.getCertificatePEM());
            server.start();
            try (RawClient client = TestTls.connect(server.address(), TestTls.CLIENT)) {
                update(client, 0, FIRST_UPDATES);
                Memory first = Memory.live();

                update(client, FIRST_UPDATES, UPDATES);

                Memory last = Memory.live();
                assertThat(last.heap()).as("heap").isCloseTo(first.heap(), withinPercentage(5));
                assertThat(last.direct()).as("direct memory").isCloseTo(first.direct(), withinPercentage(5));
            }
        }
    }

    private void update(RawClient client, int from, int to) throws IOException {
        for (int update = from; update < to; update++) {
            String tank = Integer.toString(update % SERIES);
            store.put(tank, List.of(Series.of(LEVEL, update, tank)));
            if (update % UPDATES_PER_SCRAPE == 0) {
                String coding = update / UPDATES_PER_SCRAPE % 2 == 0 ? "gzip" : "identity";
                client.send("GET /metrics HTTP/1.1\r\nHost: test\r\nAccept-Encoding: " + coding + "\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(200);
            }
        }
    }
}
