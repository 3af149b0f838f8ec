package io.operatormetrics.operator.endpoint;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.operator.state.CaOverlap;
import io.operatormetrics.operator.state.CaRevocation;
import io.operatormetrics.operator.state.CaRotationSecret;
import io.operatormetrics.operator.state.CaRotationSecret.Phase;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The CAs that are no longer the present one, but whose clients are let in until a change of CA is over: Prometheus may not have taken up its
 * new pair yet.
 *
 * <p>Fails closed. A replica trusts a previous CA because it observed it as the current one, or because the record names it when this replica
 * first reads it and is believed then, which it is only where the CA itself is beside it; from then on the record can only shorten trust, and an annotation on the CA ends it. And
 * none is trusted for longer than both waits of a change take from when it was noticed, whatever the leader does.
 */
final class RetiringCas {

    private final CaOverlap overlap;
    private final LongSupplier nanoTime;
    private final Map<X509Certificate, End> ends = new LinkedHashMap<>();
    private List<X509Certificate> present = List.of();
    private boolean recordWasRead;

    /** @param nanoTime a clock that nobody sets, as {@link System#nanoTime} */
    RetiringCas(CaOverlap overlap, LongSupplier nanoTime) {
        this.overlap = overlap;
        this.nanoTime = nanoTime;
    }

    /**
     * When one is to be dropped: whichever comes first, since a clock that is set back must not make trust longer.
     *
     * @param at by the clock
     * @param nanoTime by the clock that nobody sets
     */
    private record End(Instant at, long nanoTime) {
        End notAfter(Instant earlier) {
            return earlier.isBefore(at) ? new End(earlier, nanoTime) : this;
        }

        Duration left(Instant now, long nanoTimeNow) {
            Duration byClock = Duration.between(now, at);
            Duration elapsing = Duration.ofNanos(nanoTime - nanoTimeNow);
            return byClock.compareTo(elapsing) < 0 ? byClock : elapsing;
        }
    }

    private End endOfWhole(Instant now) {
        return new End(
                now.plus(overlap.whole()),
                nanoTime.getAsLong() + overlap.whole().toNanos());
    }

    /** Takes in what is seen now. */
    void observe(
            List<X509Certificate> presentNow, ClientTrust.SeenRecord record, CaRevocation revocation, Instant now) {
        present.forEach(before -> remember(before, presentNow, endOfWhole(now)));
        present = List.copyOf(presentNow);
        presentNow.forEach(ends::remove);
        if (record.observed() instanceof Observed.Present<CaRotationSecret>(CaRotationSecret found)) {
            boolean adds = !recordWasRead && record.believed();
            // One that is damaged is written again by the leader; until then what was seen before counts.
            found.content().ifPresent(content -> follow(content, adds, now));
        }
        recordWasRead |= record.observed() instanceof Observed.Present<CaRotationSecret>
                || record.observed() instanceof Observed.Absent<CaRotationSecret>;
        if (revocation.ends(present)) {
            ends.clear();
        }
        drop(now);
    }

    /** Forgets those whose time is over. */
    void drop(Instant now) {
        long nanos = nanoTime.getAsLong();
        ends.values().removeIf(end -> !end.left(now, nanos).isPositive());
    }

    private void follow(CaRotationSecret.Content recorded, boolean adds, Instant now) {
        Instant latest = now.plus(overlap.whole());
        if (adds) {
            Stream.concat(recorded.current().stream(), recorded.previous().stream())
                    .forEach(previous -> remember(previous, present, endOfWhole(now)));
        }
        if (new HashSet<>(recorded.current()).equals(new HashSet<>(present))) {
            Instant recordedEnd = end(recorded, latest);
            ends.keySet().retainAll(recorded.previous());
            ends.replaceAll((previous, end) -> end.notAfter(recordedEnd));
        }
    }

    /** When the previous CAs are to be dropped, as far as the record knows; a deadline beyond the latest counts as that. */
    private Instant end(CaRotationSecret.Content recorded, Instant latest) {
        Instant deadline = recorded.deadline();
        if (deadline == null) {
            return Instant.MIN;
        }
        if (deadline.isAfter(latest)) {
            return latest;
        }
        return recorded.phase() == Phase.ANNOUNCED ? deadline.plus(overlap.step()) : deadline;
    }

    private void remember(X509Certificate certificate, List<X509Certificate> presentNow, End end) {
        if (!presentNow.contains(certificate)) {
            ends.putIfAbsent(certificate, end);
        }
    }

    /** Trusted besides the present one. */
    List<X509Certificate> trusted() {
        return List.copyOf(ends.keySet());
    }

    /** After what time the next of them is to be dropped. */
    Optional<Duration> untilNextEnd(Instant now) {
        long nanos = nanoTime.getAsLong();
        return ends.values().stream().map(end -> end.left(now, nanos)).min(Comparator.naturalOrder());
    }
}
