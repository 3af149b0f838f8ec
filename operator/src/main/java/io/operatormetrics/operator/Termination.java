package io.operatormetrics.operator;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stops gracefully on SIGTERM and SIGINT. The JVM by itself would exit with 143 or 130, but a program that stops when asked has not
 * failed.
 */
final class Termination {

    /** Longer than a graceful close may take, shorter than the 30 s after which a kubelet kills. */
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    /** From now on signals are requests. */
    void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "shutdown"));
    }

    /** Blocks until somebody asks to stop. */
    void awaitRequest() throws InterruptedException {
        requested.await();
    }

    /** Ends the process; does not return. */
    void exit(int value) {
        status.complete(value);
        System.exit(value);
    }

    private void onShutdown() {
        if (status.isDone()) {
            return;
        }
        requested.countDown();
        int value = status.completeOnTimeout(1, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        // The JVM is on its way to its own status already; only this replaces it.
        Runtime.getRuntime().halt(value);
    }
}
