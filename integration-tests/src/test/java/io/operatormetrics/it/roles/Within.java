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
     * For a demand of time: what is asserted comes true, and does so within that many seconds. What counts is when the last question was asked
     * whose answer still denied it, so that a test that is kept from asking does not count as our program's delay.
     */
    public static void demand(int seconds, ThrowingRunnable assertion) {
        Instant begun = Instant.now();
        AtomicReference<Instant> denied = new AtomicReference<>(begun);
        seconds(seconds + 30).untilAsserted(() -> {
            Instant asked = Instant.now();
            try {
                assertion.run();
            } catch (AssertionError e) {
                denied.set(asked);
                throw e;
            }
        });
        assertThat(Duration.between(begun, denied.get()))
                .as("until it came true")
                .isLessThan(Duration.ofSeconds(seconds));
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
