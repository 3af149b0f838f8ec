package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.cache.Observed.Present;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.certificate.CaRotation.Settled;
import io.operatormetrics.operator.state.CaRevocation;
import io.operatormetrics.operator.state.CaRotationSecret;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How far a change of CA has come, as this replica observed it. The record is believed once, at the first reading, and only where the CA is
 * beside it; later it can only shorten trust, and what else it says is reported and written anew. For one thread.
 */
final class RotationProgress {

    private static final Logger log = LoggerFactory.getLogger(RotationProgress.class);

    /** A change is repaired within moments; people look later. */
    private static final Duration REPORTED_FOR = Duration.ofHours(1);

    /** As many states as a late watch event may still show. */
    private static final int REMEMBERED = 16;

    /**
     * What is seen now.
     *
     * @param present the CA's certificates, the signer's first
     * @param record found or not found, or nothing is done before it is
     * @param believed whether the first reading may add trust
     */
    record Seen(
            List<X509Certificate> present,
            Observed<CaRotationSecret> record,
            boolean believed,
            CaRevocation revocation) {}

    private final CaRotationPlanner change;
    private final NamespacedName recordKey;
    private final Set<CaRotation> known = new LinkedHashSet<>();
    private @Nullable CaRotation state;
    private boolean leads;
    private @Nullable Finding report;
    private Instant reportedUntil = Instant.MIN;

    RotationProgress(CaRotationPlanner change, NamespacedName recordKey) {
        this.change = change;
        this.recordKey = recordKey;
    }

    /** Follows the leader's record, to go on from there when it is this replica's turn. */
    void follow(Seen seen, Instant now) {
        leads = false;
        advance(seen, now);
    }

    /** What follows from what is seen, as the leader decides it. */
    CaRotation lead(Seen seen, Instant now) {
        @Nullable CaRotation before = state;
        Optional<CaRotation> recorded = recorded(seen.record());
        if (seen.record() instanceof Present) {
            disagreement(recorded.orElse(null), before, now).ifPresent(why -> report(why, now));
        }
        leads = true;
        return advance(seen, now);
    }

    /** What has become of it, and is written down now. */
    void wrote(CaRotation written) {
        state = written;
        remember(written);
    }

    /** What was decided last, as far as time alone has not ended it; empty while no CA was seen. */
    Optional<CaRotation> last(Instant now) {
        CaRotation before = state;
        return before == null ? Optional.empty() : Optional.of(change.next(before, before.current(), now));
    }

    /** When the next step is due by time alone, as it was decided last. */
    Optional<Instant> deadline() {
        CaRotation before = state;
        return before == null ? Optional.empty() : before.deadline();
    }

    /** What people should know of the record. */
    Optional<Finding> report(Instant now) {
        return now.isBefore(reportedUntil) ? Optional.ofNullable(report) : Optional.empty();
    }

    /** When that is no longer said. */
    Instant reportedUntil() {
        return reportedUntil;
    }

    private CaRotation advance(Seen seen, Instant now) {
        Optional<CaRotation> recorded = recorded(seen.record());
        CaRotation before = state;
        if (before != null) {
            CaRotation mine = before;
            before = recorded.map(theirs -> change.shortened(mine, theirs)).orElse(mine);
        } else if (seen.record() instanceof Present || seen.record() instanceof Observed.Absent) {
            before = recorded.filter(_ -> seen.believed())
                    .map(theirs -> change.bounded(theirs, now))
                    .orElseGet(() -> new Settled(seen.present()));
        } else {
            return new Settled(seen.present());
        }
        recorded.ifPresent(this::remember);
        CaRotation next = seen.revocation().ends(seen.present())
                ? new Settled(seen.present())
                : change.next(before, seen.present(), now);
        state = next;
        return next;
    }

    private static Optional<CaRotation> recorded(Observed<CaRotationSecret> record) {
        return record instanceof Present<CaRotationSecret>(CaRotationSecret found)
                ? CaRotationCodec.read(found)
                : Optional.empty();
    }

    private void remember(CaRotation seen) {
        known.remove(seen);
        known.add(seen);
        if (known.size() > REMEMBERED) {
            known.remove(known.iterator().next());
        }
    }

    /** What the record says that was not observed; empty where it says what this replica or the leader before it wrote. */
    private Optional<String> disagreement(@Nullable CaRotation recorded, @Nullable CaRotation mine, Instant now) {
        if (recorded == null) {
            return Optional.of("it is damaged");
        }
        if (change.isBeyond(recorded, now)) {
            return Optional.of("its deadline is later than twice METRICS_CA_OVERLAP from now");
        }
        if (mine == null || !leads || known.contains(recorded)) {
            return Optional.empty();
        }
        Set<X509Certificate> strangers = new HashSet<>(recorded.trusted());
        mine.trusted().forEach(strangers::remove);
        return Optional.of(
                strangers.isEmpty()
                        ? "it does not say how far the change has come"
                        : "it names a CA that is not trusted, SHA-256 "
                                + CaRevocation.fingerprint(strangers.iterator().next()));
    }

    private void report(String why, Instant now) {
        Finding found = new Finding(
                Severity.WARNING,
                "CARecordChanged",
                "Secret %s: another client changed it: %s; it extends no trust and is written again"
                        .formatted(recordKey, why));
        if (!found.equals(report) || !now.isBefore(reportedUntil)) {
            log.warn("{}", found.message());
        }
        report = found;
        reportedUntil = now.plus(REPORTED_FOR);
    }
}
