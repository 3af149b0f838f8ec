package io.operatormetrics.server.exposition;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

class LiveTailTest {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AtomicInteger looks = new AtomicInteger();

    @BeforeEach
    void countLooks() {
        GaugeWithCallback.builder()
                .name("looks")
                .help("How often it was collected.")
                .callback(gauge -> gauge.call(looks.incrementAndGet()))
                .register(registry);
    }

    @Test
    void servesWhatIsFreshAgain() {
        LiveTail tail = new LiveTail(registry, Duration.ofHours(1));
        LiveTail.Rendered first = tail.render(ExpositionFormat.TEXT, NameFilter.ALL);

        assertThat(tail.render(ExpositionFormat.TEXT, NameFilter.ALL)).isSameAs(first);
        assertThat(looks).hasValue(1);
        assertThat(first.names()).containsExactly("looks");
    }

    @Test
    void collectsAgainWhatIsNot() {
        LiveTail tail = new LiveTail(registry, Duration.ZERO);
        tail.render(ExpositionFormat.TEXT, NameFilter.ALL);
        tail.render(ExpositionFormat.TEXT, NameFilter.ALL);
        assertThat(looks).hasValue(2);
    }

    @Test
    void neverServesOneFormatOrFilterForAnother() {
        LiveTail tail = new LiveTail(registry, Duration.ofHours(1));
        tail.render(ExpositionFormat.TEXT, NameFilter.ALL);

        assertThat(tail.render(ExpositionFormat.TEXT, NameFilter.of(List.of("other")))
                        .names())
                .isEmpty();
        assertThat(tail.render(ExpositionFormat.OPEN_METRICS, NameFilter.ALL).names())
                .containsExactly("looks");
        assertThat(looks).hasValue(2);
    }

    @Test
    void doesNotWaitForACollectorThatIsStuck() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        GaugeWithCallback.builder()
                .name("sticky")
                .help("Is stuck the first time.")
                .callback(gauge -> {
                    if (calls.incrementAndGet() == 1) {
                        stuck.countDown();
                        await(release);
                    }
                    gauge.call(1);
                })
                .register(registry);
        LiveTail tail = new LiveTail(registry, Duration.ofHours(1));
        CompletableFuture<LiveTail.Rendered> first =
                CompletableFuture.supplyAsync(() -> tail.render(ExpositionFormat.TEXT, NameFilter.ALL));
        await(stuck);

        assertThat(tail.render(ExpositionFormat.TEXT, NameFilter.ALL).names()).contains("sticky");

        release.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS).names()).contains("sticky");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
