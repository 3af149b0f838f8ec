package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.certificate.CaRotation.Announced;
import io.operatormetrics.operator.certificate.CaRotation.Reissued;
import io.operatormetrics.operator.certificate.CaRotation.Settled;
import io.operatormetrics.operator.state.CaRotationSecret;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;

/**
 * A change of CA without a failed scrape: publish both, wait, issue new pairs, wait, drop the previous. Pure.
 *
 * @param overlap how long each wait is; zero does all at once
 */
record CaRotationPlanner(Duration overlap) {

    /** By how much a wait may be longer, since it is written down in whole seconds. */
    static final Duration ROUNDING = Duration.ofSeconds(1);

    /** What follows from the CA that there is now, and from the time. */
    CaRotation next(CaRotation before, List<X509Certificate> present, Instant now) {
        if (!new HashSet<>(before.current()).equals(new HashSet<>(present))) {
            return changed(before, present, now);
        }
        return switch (before) {
            case Settled settled -> settled;
            case CaRotation _ when overlap.isZero() -> new Settled(present);
            case Announced announced -> announced;
            case Reissued reissued when now.isBefore(reissued.until()) -> reissued;
            case Reissued _ -> new Settled(present);
        };
    }

    /** One that was read: nobody is trusted for longer than both waits from now, whatever deadline it has. */
    CaRotation bounded(CaRotation read, Instant now) {
        return read.deadline()
                .filter(now.plus(longest(read))::isBefore)
                .map(_ -> with(read, read.previous(), now.plus(longest(read))))
                .orElse(read);
    }

    /** Whether its deadline is one that nobody sets. */
    boolean isBeyond(CaRotation read, Instant now) {
        return read.deadline()
                .filter(now.plus(overlap.multipliedBy(2)).plus(ROUNDING)::isBefore)
                .isPresent();
    }

    /** So that the end of the change is bounded where one more wait follows. */
    private Duration longest(CaRotation read) {
        return (read instanceof Announced ? overlap : overlap.multipliedBy(2)).plus(ROUNDING);
    }

    /**
     * What remains of a state when somebody else says that it has come further, or that fewer are trusted.
     *
     * @param theirs of another CA it says nothing
     */
    CaRotation shortened(CaRotation mine, CaRotation theirs) {
        if (!new HashSet<>(mine.current()).equals(new HashSet<>(theirs.current()))) {
            return mine;
        }
        List<X509Certificate> previous =
                mine.previous().stream().filter(theirs.previous()::contains).toList();
        return switch (theirs) {
            case Settled _ -> new Settled(mine.current());
            case Announced announced ->
                with(
                        mine,
                        previous,
                        mine instanceof Announced own ? earlier(own.until(), announced.until()) : until(mine));
            case Reissued reissued ->
                switch (mine) {
                    case Settled settled -> settled;
                    case Announced own ->
                        with(
                                new Reissued(mine.current(), previous, reissued.until()),
                                previous,
                                earlier(own.until().plus(overlap), reissued.until()));
                    case Reissued own -> with(own, previous, earlier(own.until(), reissued.until()));
                };
        };
    }

    private static Instant until(CaRotation state) {
        return state.deadline().orElse(Instant.MIN);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static CaRotation with(CaRotation state, List<X509Certificate> previous, Instant until) {
        if (previous.isEmpty()) {
            return new Settled(state.current());
        }
        return switch (state) {
            case Settled settled -> settled;
            case Announced _ -> new Announced(state.current(), previous, until);
            case Reissued _ -> new Reissued(state.current(), previous, until);
        };
    }

    /** What follows when all pairs of ours are in place. */
    CaRotation inPlace(CaRotation state, Instant now) {
        return state instanceof Announced announced && announced.isOver(now)
                ? new Reissued(announced.current(), announced.previous(), deadline(now))
                : state;
    }

    private CaRotation changed(CaRotation before, List<X509Certificate> present, Instant now) {
        List<X509Certificate> previous = before.trusted().stream()
                .filter(certificate -> !present.contains(certificate))
                .limit(CaRotationSecret.MOST_PREVIOUS)
                .toList();
        return overlap.isZero() || previous.isEmpty()
                ? new Settled(present)
                : new Announced(present, previous, deadline(now));
    }

    /** Up to a whole second, as it is written down. */
    private Instant deadline(Instant now) {
        return now.plus(overlap).plusMillis(999).truncatedTo(ChronoUnit.SECONDS);
    }
}
