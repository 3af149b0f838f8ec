package io.operatormetrics.it.roles;

import org.awaitility.core.ConditionFactory;

import java.time.Duration;

import static org.awaitility.Awaitility.await;

/** Waiting for what a cluster comes to: asked four times a second, since each time takes two dozen requests. */
public final class Within {

    private Within() {}

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
