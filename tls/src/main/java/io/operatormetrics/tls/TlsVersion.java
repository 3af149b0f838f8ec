package io.operatormetrics.tls;

/** A lowest protocol version that may be configured; older ones are never spoken (RFC 8996). */
public enum TlsVersion {
    TLS_1_2("1.2"),
    TLS_1_3("1.3");

    private final String number;

    TlsVersion(String number) {
        this.number = number;
    }

    /** As in settings: {@code 1.2} or {@code 1.3}. */
    public String number() {
        return number;
    }
}
