package io.operatormetrics.it.roles;

import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Waiting for what a cluster comes to: asked four times a second, since each time takes two dozen requests. */
public final class Within {

    private Within() {}

    /**
     * For a request of time: what is asserted comes true, and does so within that many seconds. What counts is when the last question was asked
     * whose answer still denied it, so that a test that is kept from asking does not count as our program's delay.
     */
    public static void request(int seconds, ThrowingRunnable assertion) {
        Instant begun = Instant.now();
        Instant denied = lastDenied(seconds(seconds + 30), assertion);
        assertThat(denied).as("when it was still denied").isBefore(begun.plusSeconds(seconds));
    }

    /** Waits like that until what is asserted is true; returns when the last question was asked whose answer denied it. */
    public static Instant lastDenied(ConditionFactory waiting, ThrowingRunnable assertion) {
        AtomicReference<Instant> denied = new AtomicReference<>(Instant.MIN);
        waiting.untilAsserted(() -> {
            Instant asked = Instant.now();
            try {
                assertion.run();
            } catch (AssertionError e) {
                denied.set(asked);
                throw e;
            }
        });
        return denied.get();
    }

    /** For what our program comes to once it is started, with whatever else starts beside it. */
    public static ConditionFactory start() {
        return seconds(60);
    }

    public static ConditionFactory seconds(int most) {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(250))
                .atMost(Duration.ofSeconds(most));
    }
}
