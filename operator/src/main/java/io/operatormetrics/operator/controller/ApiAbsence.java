package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * Since when an API has been absent without interruption. An API server that has just started, or a CRD that is about to be installed, looks for a
 * while like a cluster that has no Go operator. For one thread.
 */
final class ApiAbsence {

    /** After this long it is certain. */
    private static final Duration DOUBT = Duration.ofSeconds(30);

    private @Nullable Instant since;

    /** Takes in what is observed now; returns from when on the absence is certain, {@link Instant#MAX} while there is none. */
    Instant certainFrom(ApiAvailability apiAvailability, Instant now) {
        if (apiAvailability != ApiAvailability.ABSENT) {
            since = null;
            return Instant.MAX;
        }
        Instant start = since == null ? now : since;
        since = start;
        return start.plus(DOUBT);
    }
}
