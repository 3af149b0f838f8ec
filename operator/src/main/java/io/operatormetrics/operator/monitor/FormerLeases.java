package io.operatormetrics.operator.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Tells whether a process with former settings still writes, by the Lease that those settings name. During a rolling update it does, and
 * would make again at once whatever is deleted; its pods still serve, by those very objects.
 */
final class FormerLeases {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final ObjectRequests requests;
    private final String self;
    private final Clock clock;

    /** @param self who this replica is in a Lease */
    FormerLeases(ObjectRequests requests, String self, Clock clock) {
        this.requests = requests;
        this.self = self;
        this.clock = clock;
    }

    /** Whether somebody else holds it, or nobody may say. */
    boolean isHeld(Target lease, Reconciliation done) throws InterruptedException {
        try {
            Optional<String> holder = holder(requests.get(ApiResource.LEASES, lease.key(), ApiObject.class));
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

    private Optional<String> holder(ApiObject lease) {
        JsonNode spec = lease.json().path("spec");
        return Optional.of(spec.path("holderIdentity").asText())
                .filter(holder -> !holder.isEmpty() && !holder.equals(self))
                .filter(_ -> clock.instant().isBefore(end(spec)));
    }

    private static Instant end(JsonNode spec) {
        try {
            return OffsetDateTime.parse(spec.path("renewTime").asText())
                    .toInstant()
                    .plusSeconds(spec.path("leaseDurationSeconds").asLong());
        } catch (DateTimeException never) {
            return Instant.MIN;
        }
    }
}
