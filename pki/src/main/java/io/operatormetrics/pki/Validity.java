package io.operatormetrics.pki;

import java.time.Instant;

/** From when to when; both ends belong to it (RFC 5280, section 4.1.2.5). */
record Validity(Instant notBefore, Instant notAfter) {

    /** What of it lies between the two. */
    Validity within(Instant start, Instant end) {
        return new Validity(notBefore.isBefore(start) ? start : notBefore, notAfter.isAfter(end) ? end : notAfter);
    }
}
