package io.operatormetrics.tls;

/** Why a client was not let in: the values of label {@code reason}. */
public enum HandshakeFailure {
    NO_CERTIFICATE("no_certificate"),
    UNKNOWN_CA("unknown_ca"),
    EXPIRED("expired"),
    NAME_NOT_ALLOWED("name_not_allowed"),
    PROTOCOL_VERSION("protocol_version"),
    OTHER("other");

    private final String label;

    HandshakeFailure(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
