package io.operatormetrics.kubernetes.apply;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Decides what follows from a write that failed, and remembers which objects the API server refuses to have written: what an admission policy
 * denies or a schema does not allow is tried once a minute, and a busy server is left alone for as long as it asks. For one thread.
 */
public final class RefusedWrites {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    private final Map<Target, Refusal> refusals = new HashMap<>();

    private record Target(GroupVersionResource resource, NamespacedName key) {}

    private record Refusal(String verb, ApiException failure, long until) {}

    /** @param nanoTime a clock that nobody sets, as {@link System#nanoTime} */
    public RefusedWrites(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** What came of the last write, as long as it is not to be tried again. */
    public Optional<ApplyResult> pending(GroupVersionResource resource, NamespacedName key) {
        Refusal refusal = refusals.get(new Target(resource, key));
        long left = refusal == null ? 0 : refusal.until - nanoTime.getAsLong();
        return refusal == null || left <= 0
                ? Optional.empty()
                : Optional.of(result(refusal.verb, refusal.failure, Duration.ofNanos(left)));
    }

    /** What came of one that failed just now. */
    public ApplyResult failed(GroupVersionResource resource, NamespacedName key, String verb, ApiException failure) {
        Target target = new Target(resource, key);
        Duration pause = switch (failure.kind()) {
            case DENIED, INVALID -> PAUSE;
            default -> failure.retryAfter();
        };
        if (pause.isZero()) {
            refusals.remove(target);
        } else {
            refusals.put(target, new Refusal(verb, failure, nanoTime.getAsLong() + pause.toNanos()));
        }
        return result(verb, failure, pause);
    }

    /** It was written, or is not wanted any more. */
    public void forget(GroupVersionResource resource, NamespacedName key) {
        refusals.remove(new Target(resource, key));
    }

    private static ApplyResult result(String verb, ApiException failure, Duration pause) {
        return switch (failure.kind()) {
            case FORBIDDEN -> new ApplyResult.Forbidden(verb);
            case NAMESPACE_TERMINATING -> new ApplyResult.NamespaceTerminating();
            case DENIED, INVALID -> new ApplyResult.Refused(verb, failure, pause);
            case UNAUTHENTICATED,
                    NOT_FOUND,
                    CONFLICT,
                    GONE,
                    OVERLOADED,
                    UNREACHABLE,
                    UNANSWERED,
                    UNWANTED_DATA,
                    OTHER -> new ApplyResult.Failed(failure);
        };
    }
}
