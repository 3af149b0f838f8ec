package io.operatormetrics.kubernetes.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.operatormetrics.kubernetes.client.Unstructured;

import java.time.Duration;

/**
 * Whether somebody holds a Lease, judged by how it changes while it is looked at: its times are of another machine's clock. So one that is
 * seen for the first time counts as held until it was not renewed for as long as it lasts. For one thread.
 */
public final class ObservedLease {

    private JsonNode seen = MissingNode.getInstance();
    private long renewedAt;

    /**
     * Takes up how it is now.
     *
     * @param nanoTime when it was read, of a clock that nobody sets
     */
    public boolean isHeld(Unstructured lease, long nanoTime) {
        JsonNode spec = lease.json().path("spec");
        String holder = spec.path("holderIdentity").asText();
        if (!spec.equals(seen)) {
            seen = spec;
            renewedAt = nanoTime;
        }
        Duration lasts = Duration.ofSeconds(spec.path("leaseDurationSeconds").asLong());
        return !holder.isEmpty() && nanoTime - renewedAt < lasts.toNanos();
    }
}
