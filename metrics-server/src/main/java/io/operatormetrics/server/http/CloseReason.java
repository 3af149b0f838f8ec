package io.operatormetrics.server.http;

import io.operatormetrics.tls.PeerRefused;

/** Why the server ended a connection that its client would have kept: the values of label {@code reason}. */
public enum CloseReason {
    /** The client CAs or the allowed names no longer accept its client. */
    TRUST_CHANGED("trust_changed"),
    /** A certificate that its client proved itself by has expired. */
    CERTIFICATE_EXPIRED("certificate_expired"),
    /** Too many connections are open. */
    BUDGET("budget"),
    /** Its client has not taken an answer, or not finished a request, in time. */
    STALLED("stalled"),
    /** Its client has not begun a request in time. */
    IDLE("idle");

    private final String label;

    CloseReason(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    static CloseReason of(PeerRefused refused) {
        return switch (refused) {
            case TRUST_CHANGED -> TRUST_CHANGED;
            case CERTIFICATE_EXPIRED -> CERTIFICATE_EXPIRED;
        };
    }
}
