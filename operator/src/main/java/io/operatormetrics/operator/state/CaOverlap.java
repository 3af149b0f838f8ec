package io.operatormetrics.operator.state;

import io.operatormetrics.kubernetes.client.NamespacedName;

import java.time.Duration;
import java.util.Optional;

/**
 * How a replica follows a change of CA.
 *
 * @param record the Secret of {@link CaRotationSecret}; empty where nobody writes one, and only this replica's memory keeps the previous CA
 * @param step how long each of the two waits of a change is; zero follows none
 */
public record CaOverlap(Optional<NamespacedName> record, Duration step) {

    /** What to read besides what this replica observes itself. */
    public Optional<NamespacedName> followed() {
        return record.filter(_ -> step.isPositive());
    }

    /** How long both waits are together. */
    public Duration whole() {
        return step.multipliedBy(2);
    }
}
