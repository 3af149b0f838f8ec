package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.certificate.CaState.Announced;
import io.operatormetrics.operator.certificate.CaState.Reissued;
import io.operatormetrics.operator.certificate.CaState.Settled;
import io.operatormetrics.operator.kube.CaRecord;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;

/**
 * A change of CA without a failed scrape: publish both, wait, issue new pairs, wait, drop the former. Pure.
 *
 * @param overlap how long each wait is; zero does all at once
 */
record CaChange(Duration overlap) {

    /** By how much a wait may be longer, since it is written down in whole seconds. */
    static final Duration ROUNDING = Duration.ofSeconds(1);

    /** What follows from the CA that there is now, and from the time. */
    CaState next(CaState before, List<X509Certificate> present, Instant now) {
        if (!new HashSet<>(before.present()).equals(new HashSet<>(present))) {
            return changed(before, present, now);
        }
        return switch (before) {
            case Settled settled -> settled;
            case CaState _ when overlap.isZero() -> new Settled(present);
            case Announced announced -> announced;
            case Reissued reissued when now.isBefore(reissued.until()) -> reissued;
            case Reissued _ -> new Settled(present);
        };
    }

    /** One that was read: nobody is trusted for longer than both waits from now, whatever deadline it has. */
    CaState bounded(CaState read, Instant now) {
        return read.deadline()
                .filter(now.plus(longest(read))::isBefore)
                .map(_ -> with(read, read.former(), now.plus(longest(read))))
                .orElse(read);
    }

    /** Whether its deadline is one that nobody sets. */
    boolean isBeyond(CaState read, Instant now) {
        return read.deadline()
                .filter(now.plus(overlap.multipliedBy(2)).plus(ROUNDING)::isBefore)
                .isPresent();
    }

    /** So that the end of the change is bounded where one more wait follows. */
    private Duration longest(CaState read) {
        return (read instanceof Announced ? overlap : overlap.multipliedBy(2)).plus(ROUNDING);
    }

    /**
     * What remains of a state when somebody else says that it has come further, or that fewer are trusted.
     *
     * @param theirs of another CA it says nothing
     */
    CaState shortened(CaState mine, CaState theirs) {
        if (!new HashSet<>(mine.present()).equals(new HashSet<>(theirs.present()))) {
            return mine;
        }
        List<X509Certificate> former =
                mine.former().stream().filter(theirs.former()::contains).toList();
        return switch (theirs) {
            case Settled _ -> new Settled(mine.present());
            case Announced announced ->
                with(
                        mine,
                        former,
                        mine instanceof Announced own ? earlier(own.until(), announced.until()) : until(mine));
            case Reissued reissued ->
                switch (mine) {
                    case Settled settled -> settled;
                    case Announced own ->
                        with(
                                new Reissued(mine.present(), former, reissued.until()),
                                former,
                                earlier(own.until().plus(overlap), reissued.until()));
                    case Reissued own -> with(own, former, earlier(own.until(), reissued.until()));
                };
        };
    }

    private static Instant until(CaState state) {
        return state.deadline().orElse(Instant.MIN);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static CaState with(CaState state, List<X509Certificate> former, Instant until) {
        if (former.isEmpty()) {
            return new Settled(state.present());
        }
        return switch (state) {
            case Settled settled -> settled;
            case Announced _ -> new Announced(state.present(), former, until);
            case Reissued _ -> new Reissued(state.present(), former, until);
        };
    }

    /** What follows when all pairs of ours are in place. */
    CaState inPlace(CaState state, Instant now) {
        return state instanceof Announced announced && announced.isOver(now)
                ? new Reissued(announced.present(), announced.former(), deadline(now))
                : state;
    }

    private CaState changed(CaState before, List<X509Certificate> present, Instant now) {
        List<X509Certificate> former = before.trusted().stream()
                .filter(certificate -> !present.contains(certificate))
                .limit(CaRecord.MOST_PREVIOUS)
                .toList();
        return overlap.isZero() || former.isEmpty()
                ? new Settled(present)
                : new Announced(present, former, deadline(now));
    }

    /** Up to a whole second, as it is written down. */
    private Instant deadline(Instant now) {
        return now.plus(overlap).plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
    }
}
