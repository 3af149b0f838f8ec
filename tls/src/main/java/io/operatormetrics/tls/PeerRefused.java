package io.operatormetrics.tls;

/**
 * Fired as a user event into the pipeline of an open connection whose client is not trusted any longer. The connection is to end with the
 * answer that it has begun, if any, and to read no further request; {@link ServerTls} closes it a few seconds later in any case.
 */
public enum PeerRefused {
    /** The client CAs or the allowed names have changed. */
    TRUST_CHANGED,
    /** The client's certificate, or one between it and the client CA, has expired. */
    CERTIFICATE_EXPIRED
}
