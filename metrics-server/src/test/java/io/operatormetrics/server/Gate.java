package io.operatormetrics.server;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A collector in which scrapes stand until it is opened. Scrapes that ask for other families by name pass by. */
final class Gate {

    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();

    Gate(PrometheusRegistry registry) {
        GaugeWithCallback.builder()
                .name("gate")
                .help("Stands until it is opened.")
                .callback(gauge -> {
                    waiting.incrementAndGet();
                    try {
                        gauge.call(open.await(1, TimeUnit.MINUTES) ? 1 : 0);
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException(stopped);
                    } finally {
                        waiting.decrementAndGet();
                    }
                })
                .register(registry);
    }

    int waiting() {
        return waiting.get();
    }

    void open() {
        open.countDown();
    }
}
