package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.kubernetes.control.ObservedLease;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Tells whether a process with previous settings still writes, by the Lease that those settings name. During a rolling update it does, and
 * would make again at once whatever is deleted; its pods still serve, by those very objects.
 */
final class PreviousLeases {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final ResourceClient requests;
    private final String self;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<ManagedResource, ObservedLease> observed = new HashMap<>();

    /**
     * @param self who this replica is in a Lease
     * @param clock of the time to look again
     * @param nanoTime a clock that nobody sets, as {@link System#nanoTime}: for how long a Lease was not renewed
     */
    PreviousLeases(ResourceClient requests, String self, Clock clock, LongSupplier nanoTime) {
        this.requests = requests;
        this.self = self;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Whether somebody else holds it, or nobody may say. One that was not renewed lately is held until it was observed for as long as it lasts. */
    boolean isHeld(ManagedResource lease, ReconcileReport done) throws InterruptedException {
        try {
            Optional<String> holder =
                    holder(lease, requests.get(GroupVersionResource.LEASES, lease.key(), Unstructured.class));
            holder.ifPresent(name -> {
                done.add(new Finding(
                        Severity.WARNING,
                        "PreviousSettingsInUse",
                        "objects of previous settings stay as long as %s holds %s".formatted(name, lease)));
                done.requeueAt(Optional.of(clock.instant().plus(LOOK_AGAIN)));
            });
            return holder.isPresent();
        } catch (ApiException failure) {
            if (failure.kind() == ApiException.Kind.NOT_FOUND) {
                return false;
            }
            done.addPrevious(lease, "get", failure);
            return true;
        }
    }

    private Optional<String> holder(ManagedResource managedResource, Unstructured lease) {
        boolean held = observed.computeIfAbsent(managedResource, first -> new ObservedLease())
                .isHeld(lease, nanoTime.getAsLong());
        return Optional.of(lease.json().at("/spec/holderIdentity").asText())
                .filter(holder -> held && !holder.equals(self));
    }
}
