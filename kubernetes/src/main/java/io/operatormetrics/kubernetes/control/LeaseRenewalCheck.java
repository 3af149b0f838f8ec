package io.operatormetrics.kubernetes.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out whether anybody renews a Lease, by looking at it for as long as it lasts. The times in it are of another machine's clock and prove
 * nothing; what counts is whether it changes.
 */
public final class LeaseRenewalCheck {

    /** How time passes; in tests by hand. */
    public interface Time {
        /** As {@link System#nanoTime}: a clock that nobody sets. */
        long nanos();

        void pause(Duration duration) throws InterruptedException;

        /** As it passes. */
        Time SYSTEM = new Time() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration duration) throws InterruptedException {
                Thread.sleep(duration);
            }
        };
    }

    private static final Logger log = LoggerFactory.getLogger(LeaseRenewalCheck.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** More than a replica takes between two attempts to get a Lease that was given up, or to renew its own. */
    private static final Duration SHORTEST = Duration.ofSeconds(12);

    /** Nothing of ours lasts longer than a quarter of that; who writes another number must not keep us here. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final ResourceClient requests;
    private final Time time;

    public LeaseRenewalCheck(ResourceClient requests, Time time) {
        this.requests = requests;
        this.time = time;
    }

    /**
     * Who holds one of the Leases and renews it, or takes it while this looks on; empty when nobody does. Returns at once where there is no
     * Lease, and after the duration of the longest where nobody renews any.
     */
    public Optional<String> renewer(Collection<NamespacedName> leases) throws ApiException, InterruptedException {
        Map<NamespacedName, JsonNode> first = new HashMap<>();
        Duration longest = Duration.ZERO;
        for (NamespacedName lease : leases) {
            Optional<JsonNode> found = read(lease);
            if (found.isPresent()) {
                first.put(lease, found.get());
                longest = max(longest, duration(found.get()));
            }
        }
        if (!first.isEmpty()) {
            log.info("observing Lease {} for {} s", first.keySet(), longest.toSeconds());
        }
        for (long start = time.nanos(); time.nanos() - start < longest.toNanos(); ) {
            time.pause(PAUSE);
            for (Map.Entry<NamespacedName, JsonNode> before : first.entrySet()) {
                Optional<String> holder = read(before.getKey())
                        .filter(now -> !now.equals(before.getValue()))
                        .map(LeaseRenewalCheck::holder)
                        .filter(name -> !name.isEmpty());
                if (holder.isPresent()) {
                    return holder.map(name -> "%s renews Lease %s".formatted(name, before.getKey()));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<JsonNode> read(NamespacedName lease) throws ApiException, InterruptedException {
        try {
            return Optional.of(requests.get(GroupVersionResource.LEASES, lease, Unstructured.class)
                    .json()
                    .path("spec"));
        } catch (ApiException failure) {
            if (failure.kind() == ApiException.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    private static String holder(JsonNode spec) {
        return spec.path("holderIdentity").asText();
    }

    private static Duration duration(JsonNode spec) {
        Duration lasts =
                Duration.ofSeconds(spec.path("leaseDurationSeconds").asLong()).plus(PAUSE);
        return lasts.compareTo(LONGEST) > 0 ? LONGEST : max(lasts, SHORTEST);
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
