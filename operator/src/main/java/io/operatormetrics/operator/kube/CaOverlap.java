package io.operatormetrics.operator.kube;

import java.time.Duration;

/**
 * How a replica follows a change of CA.
 *
 * @param record the ConfigMap of {@link CaRecord}
 * @param step how long each of the two waits of a change is; zero follows none, and then the record is not read
 */
public record CaOverlap(ObjectKey record, Duration step) {

    boolean isFollowed() {
        return step.isPositive();
    }

    /** How long both waits are together. */
    Duration whole() {
        return step.multipliedBy(2);
    }
}
