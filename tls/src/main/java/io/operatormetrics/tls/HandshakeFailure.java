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

    /**
     * The reason behind a failed handshake. Where neither the verifier nor a type says it, the words of the TLS implementation do:
     * BoringSSL's reason codes, the JDK's alert names.
     */
    static HandshakeFailure of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClientRejectedException rejected) {
                return rejected.rejection().failure();
            }
            String message = String.valueOf(cause.getMessage());
            if (message.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")
                    || message.contains("Empty client certificate chain")) {
                return NO_CERTIFICATE;
            }
            if (message.contains("UNSUPPORTED_PROTOCOL") || message.contains("(protocol_version)")) {
                return PROTOCOL_VERSION;
            }
        }
        return OTHER;
    }
}
