package io.operatormetrics.server.exposition;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

class RegistrySectionTest {

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
        RegistrySection tail = new RegistrySection(registry, name -> true, Duration.ofHours(1));
        RegistrySection.Rendered first = tail.render(ExpositionFormat.TEXT, NameFilter.ALL);

        assertThat(tail.render(ExpositionFormat.TEXT, NameFilter.ALL)).isSameAs(first);
        assertThat(looks).hasValue(1);
        assertThat(text(first)).contains("looks 1.0");
    }

    @Test
    void collectsAgainWhatIsNot() {
        RegistrySection tail = new RegistrySection(registry, name -> true, Duration.ZERO);
        tail.render(ExpositionFormat.TEXT, NameFilter.ALL);
        tail.render(ExpositionFormat.TEXT, NameFilter.ALL);
        assertThat(looks).hasValue(2);
    }

    @Test
    void neverServesOneFormatOrFilterForAnother() {
        RegistrySection tail = new RegistrySection(registry, name -> true, Duration.ofHours(1));
        tail.render(ExpositionFormat.TEXT, NameFilter.ALL);

        assertThat(text(tail.render(ExpositionFormat.TEXT, NameFilter.of(List.of("other")))))
                .isEmpty();
        assertThat(text(tail.render(ExpositionFormat.OPEN_METRICS, NameFilter.ALL)))
                .contains("looks 2.0");
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
        RegistrySection tail = new RegistrySection(registry, name -> true, Duration.ofHours(1));
        CompletableFuture<RegistrySection.Rendered> first =
                CompletableFuture.supplyAsync(() -> tail.render(ExpositionFormat.TEXT, NameFilter.ALL));
        await(stuck);

        assertThat(text(tail.render(ExpositionFormat.TEXT, NameFilter.ALL))).contains("sticky 1.0");

        release.countDown();
        assertThat(text(first.get(10, TimeUnit.SECONDS))).contains("sticky 1.0");
    }

    @Test
    void doesNotCollectWhatIsNotServed() {
        RegistrySection tail = new RegistrySection(registry, name -> !name.equals("looks"), Duration.ZERO);
        assertThat(text(tail.render(ExpositionFormat.TEXT, NameFilter.ALL))).isEmpty();
        assertThat(looks).hasValue(0);
    }

    private static String text(RegistrySection.Rendered rendered) {
        return new String(rendered.chunk().bytes(), StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
