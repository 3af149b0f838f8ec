package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.leader.HeldLease;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Tells whether a process with former settings still writes, by the Lease that those settings name. During a rolling update it does, and
 * would make again at once whatever is deleted; its pods still serve, by those very objects.
 */
final class FormerLeases {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final ObjectRequests requests;
    private final String self;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Map<Target, HeldLease> observed = new HashMap<>();

    /**
     * @param self who this replica is in a Lease
     * @param clock of the time to look again
     * @param nanoTime a clock that nobody sets, as {@link System#nanoTime}: for how long a Lease was not renewed
     */
    FormerLeases(ObjectRequests requests, String self, Clock clock, LongSupplier nanoTime) {
        this.requests = requests;
        this.self = self;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Whether somebody else holds it, or nobody may say. One that was not renewed lately is held until it was observed for as long as it lasts. */
    boolean isHeld(Target lease, Reconciliation done) throws InterruptedException {
        try {
            Optional<String> holder = holder(lease, requests.get(ApiResource.LEASES, lease.key(), ApiObject.class));
            holder.ifPresent(name -> {
                done.add(new Finding(
                        Severity.WARNING,
                        "FormerSettingsInUse",
                        "objects of former settings stay as long as %s holds %s".formatted(name, lease)));
                done.lookAgain(Optional.of(clock.instant().plus(LOOK_AGAIN)));
            });
            return holder.isPresent();
        } catch (ApiFailure failure) {
            if (failure.kind() == ApiFailure.Kind.NOT_FOUND) {
                return false;
            }
            done.addFormer(lease, "get", failure);
            return true;
        }
    }

    private Optional<String> holder(Target target, ApiObject lease) {
        boolean held =
                observed.computeIfAbsent(target, first -> new HeldLease()).isHeld(lease, nanoTime.getAsLong());
        return Optional.of(lease.json().at("/spec/holderIdentity").asText())
                .filter(holder -> held && !holder.equals(self));
    }
}
