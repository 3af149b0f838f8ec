package io.operatormetrics.operator.leader;

import com.fasterxml.jackson.databind.JsonNode;
import io.operatormetrics.operator.kube.ApiObject;

import java.time.Duration;
import java.util.List;

/**
 * Whether somebody holds a Lease, judged by how it changes while it is looked at: its times are of another machine's clock. So one that is
 * seen for the first time counts as held until it was not renewed for as long as it lasts. For one thread.
 */
final class HeldLease {

    private List<String> renewal = List.of();
    private long renewedAt;

    /** @param nanoTime when it was read, of a clock that nobody sets */
    boolean isHeld(ApiObject lease, long nanoTime) {
        JsonNode spec = lease.json().path("spec");
        String holder = spec.path("holderIdentity").asText();
        List<String> seen = List.of(holder, spec.path("renewTime").asText());
        if (!seen.equals(renewal)) {
            renewal = seen;
            renewedAt = nanoTime;
        }
        Duration lasts = Duration.ofSeconds(spec.path("leaseDurationSeconds").asLong());
        return !holder.isEmpty() && nanoTime - renewedAt < lasts.toNanos();
    }
}
