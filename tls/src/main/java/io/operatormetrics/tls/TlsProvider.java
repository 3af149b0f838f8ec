package io.operatormetrics.tls;

/** Which TLS implementation serves. Nothing switches from one to the other by itself. */
public enum TlsProvider {
    BORINGSSL,
    JDK
}
