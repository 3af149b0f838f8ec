package io.operatormetrics.kubernetes.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;
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
final class FencedLease {

    private static final DateTimeFormatter MICRO_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final ResourceClient requests;
    private final NamespacedName lease;
    private final String identity;
    private final Duration lasts;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final ObservedLease held = new ObservedLease();
    private String holder = "";
    private @Nullable String ownVersion;

    /**
     * @param identity of this replica, unlike that of any other
     * @param lasts for how long others leave it alone after a renewal
     * @param clock of the times that are written
     * @param nanoTime as {@link System#nanoTime}
     */
    FencedLease(
            ResourceClient requests,
            NamespacedName lease,
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
     * @throws ApiException when it is not known whose it is now
     */
    void attempt(LeaderTerm term) throws ApiException, InterruptedException {
        String version = ownVersion;
        // Until that is known: the answer may get lost after the write.
        ownVersion = null;
        if (version != null && write(() -> renew(version), term)) {
            return;
        }
        Unstructured found = read();
        if (found == null) {
            claim(() -> requests.create(GroupVersionResource.LEASES, first()), term);
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
    void release() throws ApiException, InterruptedException {
        Unstructured found = read();
        if (found != null && found.json().at("/spec/holderIdentity").asText().equals(identity)) {
            change(found.version(), Map.of("holderIdentity", "", "leaseDurationSeconds", 1, "renewTime", now()));
        }
    }

    private @Nullable Unstructured read() throws ApiException, InterruptedException {
        try {
            return requests.get(GroupVersionResource.LEASES, lease, Unstructured.class);
        } catch (ApiException failure) {
            if (failure.kind() == ApiException.Kind.NOT_FOUND) {
                return null;
            }
            throw failure;
        }
    }

    private interface Write {
        Unstructured send() throws ApiException, InterruptedException;
    }

    private void claim(Write write, LeaderTerm term) throws ApiException, InterruptedException {
        if (!write(write, term)) {
            // Another replica was faster.
            term.end();
        }
    }

    /** Whether it was as it was read. */
    private boolean write(Write write, LeaderTerm term) throws ApiException, InterruptedException {
        // From before the request: that is when others may begin to count, whenever its answer comes.
        long sentAt = nanoTime.getAsLong();
        try {
            ownVersion = write.send().version();
            holder = identity;
            term.renewed(sentAt);
            return true;
        } catch (ApiException failure) {
            if (failure.kind() == ApiException.Kind.CONFLICT || failure.kind() == ApiException.Kind.NOT_FOUND) {
                return false;
            }
            throw failure;
        }
    }

    private Unstructured first() {
        Map<String, Object> spec = new LinkedHashMap<>(taken());
        spec.put("leaseTransitions", 0);
        return Unstructured.of(Map.of(
                "apiVersion",
                "coordination.k8s.io/v1",
                "kind",
                "Lease",
                "metadata",
                Map.of("namespace", lease.namespace(), "name", lease.name()),
                "spec",
                spec));
    }

    private Unstructured take(String version, int transitions) throws ApiException, InterruptedException {
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

    private Unstructured renew(String version) throws ApiException, InterruptedException {
        return change(version, Map.of("leaseDurationSeconds", lasts.toSeconds(), "renewTime", now()));
    }

    private Unstructured change(String version, Map<String, Object> spec) throws ApiException, InterruptedException {
        return requests.merge(
                GroupVersionResource.LEASES,
                lease,
                Unstructured.of(Map.of("metadata", Map.of("resourceVersion", version), "spec", spec))
                        .json());
    }

    private String now() {
        return MICRO_TIME.format(clock.instant());
    }
}
