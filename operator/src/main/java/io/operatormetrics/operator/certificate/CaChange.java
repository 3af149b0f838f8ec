package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.certificate.CaState.Announced;
import io.operatormetrics.operator.certificate.CaState.Reissued;
import io.operatormetrics.operator.certificate.CaState.Settled;

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

    /** More changes than these in the midst of one another, and the oldest CA is dropped. */
    private static final int MOST_FORMER = 4;

    /** By how much a wait may be longer, since it is written down in whole seconds. */
    static final Duration ROUNDING = Duration.ofSeconds(1);

    /** What follows from the CA that there is now, and from the time. */
    CaState next(CaState before, List<X509Certificate> present, Instant now) {
        if (!new HashSet<>(before.present()).equals(new HashSet<>(present))) {
            return changed(before, present, now);
        }
        return switch (before) {
            case Settled settled -> settled;
            case Announced announced -> announced;
            case Reissued reissued when now.isBefore(reissued.until()) -> reissued;
            case Reissued _ -> new Settled(present);
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
                .limit(MOST_FORMER)
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
