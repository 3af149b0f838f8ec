package io.operatormetrics.kubernetes.control;

import java.time.Instant;
import java.util.Optional;

/** How a reconcile ended, and with it when the next one is. A trigger always brings it forward. */
public sealed interface ReconcileOutcome {

    /** When something falls due by itself; empty when only a trigger can make a difference. */
    Optional<Instant> requeueAt();

    /** Everything that could be done is done. */
    record Done(Optional<Instant> requeueAt) implements ReconcileOutcome {}

    /**
     * Something failed that may go well when it is tried again.
     *
     * @param why for the log; never holds Secret data
     */
    record Retry(String why, Optional<Instant> requeueAt) implements ReconcileOutcome {}
}
