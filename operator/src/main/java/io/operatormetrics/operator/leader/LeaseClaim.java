package io.operatormetrics.operator.leader;

import com.fasterxml.jackson.databind.JsonNode;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.ObjectRequests;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Renews a Lease (coordination.k8s.io/v1) that this replica holds, or takes one that nobody renews. Every write is on the condition that the
 * Lease is as it was read or written last. The times in it are for people; nothing is concluded from them. Blocking, for one thread.
 */
final class LeaseClaim {

    private static final DateTimeFormatter MICRO_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final ObjectRequests requests;
    private final ObjectKey lease;
    private final String identity;
    private final Duration lasts;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final HeldLease held = new HeldLease();
    private String holder = "";
    private @Nullable String ownVersion;

    /**
     * @param identity of this replica, unlike that of any other
     * @param lasts for how long others leave it alone after a renewal
     * @param clock of the times that are written
     * @param nanoTime as {@link System#nanoTime}
     */
    LeaseClaim(
            ObjectRequests requests,
            ObjectKey lease,
            String identity,
            Duration lasts,
            Clock clock,
            LongSupplier nanoTime) {
        this.requests = requests;
        this.lease = lease;
        this.identity = identity;
        this.lasts = lasts;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * Tries once to renew or to take it.
     *
     * @throws ApiFailure when it is not known whose it is now
     */
    void attempt(LeaderTerm term) throws ApiFailure, InterruptedException {
        String version = ownVersion;
        // Until that is known: the answer may get lost after the write.
        ownVersion = null;
        if (version != null && write(() -> renew(version), term)) {
            return;
        }
        ApiObject found = read();
        if (found == null) {
            claim(() -> requests.create(ApiResource.LEASES, first()), term);
            return;
        }
        JsonNode spec = found.json().path("spec");
        holder = spec.path("holderIdentity").asText();
        if (holder.equals(identity)) {
            claim(() -> renew(found.version()), term);
            return;
        }
        term.end();
        if (!held.isHeld(found, nanoTime.getAsLong())) {
            claim(() -> take(found.version(), spec.path("leaseTransitions").asInt()), term);
        }
    }

    /** Who held it when it was read or written last; "" for nobody. */
    String holder() {
        return holder;
    }

    /** Lets another take it at once, if it is this replica's. */
    void giveUp() throws ApiFailure, InterruptedException {
        ApiObject found = read();
        if (found != null && found.json().at("/spec/holderIdentity").asText().equals(identity)) {
            change(found.version(), Map.of("holderIdentity", "", "leaseDurationSeconds", 1, "renewTime", now()));
        }
    }

    private @Nullable ApiObject read() throws ApiFailure, InterruptedException {
        try {
            return requests.get(ApiResource.LEASES, lease, ApiObject.class);
        } catch (ApiFailure failure) {
            if (failure.kind() == ApiFailure.Kind.NOT_FOUND) {
                return null;
            }
            throw failure;
        }
    }

    private interface Write {
        ApiObject send() throws ApiFailure, InterruptedException;
    }

    private void claim(Write write, LeaderTerm term) throws ApiFailure, InterruptedException {
        if (!write(write, term)) {
            // Another replica was faster.
            term.end();
        }
    }

    /** Whether it was as it was read. */
    private boolean write(Write write, LeaderTerm term) throws ApiFailure, InterruptedException {
        // From before the request: that is when others may begin to count, whenever its answer comes.
        long sentAt = nanoTime.getAsLong();
        try {
            ownVersion = write.send().version();
            holder = identity;
            term.renewed(sentAt);
            return true;
        } catch (ApiFailure failure) {
            if (failure.kind() == ApiFailure.Kind.CONFLICT || failure.kind() == ApiFailure.Kind.NOT_FOUND) {
                return false;
            }
            throw failure;
        }
    }

    private ApiObject first() {
        Map<String, Object> spec = new LinkedHashMap<>(taken());
        spec.put("leaseTransitions", 0);
        return ApiObject.of(Map.of(
                "apiVersion",
                "coordination.k8s.io/v1",
                "kind",
                "Lease",
                "metadata",
                Map.of("namespace", lease.namespace(), "name", lease.name()),
                "spec",
                spec));
    }

    private ApiObject take(String version, int transitions) throws ApiFailure, InterruptedException {
        Map<String, Object> spec = new LinkedHashMap<>(taken());
        spec.put("leaseTransitions", transitions + 1);
        return change(version, spec);
    }

    private Map<String, Object> taken() {
        String now = now();
        return Map.of(
                "holderIdentity",
                identity,
                "leaseDurationSeconds",
                lasts.toSeconds(),
                "acquireTime",
                now,
                "renewTime",
                now);
    }

    private ApiObject renew(String version) throws ApiFailure, InterruptedException {
        return change(version, Map.of("leaseDurationSeconds", lasts.toSeconds(), "renewTime", now()));
    }

    private ApiObject change(String version, Map<String, Object> spec) throws ApiFailure, InterruptedException {
        return requests.merge(
                ApiResource.LEASES,
                lease,
                ApiObject.of(Map.of("metadata", Map.of("resourceVersion", version), "spec", spec))
                        .json());
    }

    private String now() {
        return MICRO_TIME.format(clock.instant());
    }
}
