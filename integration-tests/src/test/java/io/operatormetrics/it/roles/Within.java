package io.operatormetrics.it.roles;

import org.awaitility.core.ConditionFactory;

import java.time.Duration;

import static org.awaitility.Awaitility.await;

/** Waiting for what a cluster comes to: asked ten times a second, each time over several requests. */
public final class Within {

    private Within() {}

    public static ConditionFactory seconds(int most) {
        return await().pollInterval(Duration.ofMillis(100)).atMost(Duration.ofSeconds(most));
    }
}
