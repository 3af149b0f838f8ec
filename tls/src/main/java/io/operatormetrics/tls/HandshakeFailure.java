package io.operatormetrics.tls;

import java.util.List;

/** Why a client was not let in: the values of label {@code reason}. */
public enum HandshakeFailure {
    NO_CERTIFICATE("no_certificate"),
    UNKNOWN_CA("unknown_ca"),
    EXPIRED("expired"),
    NOT_YET_VALID("not_yet_valid"),
    NAME_NOT_ALLOWED("name_not_allowed"),
    WRONG_USAGE("wrong_usage"),
    PROTOCOL_VERSION("protocol_version"),
    NO_COMMON_PARAMETERS("no_common_parameters"),
    OTHER("other");

    /** No cipher suite, group or signature algorithm that both sides speak, first in BoringSSL's words, then in the JDK's. */
    private static final List<String> NOTHING_IN_COMMON = List.of(
            "NO_SHARED_CIPHER",
            "NO_SHARED_GROUP",
            "WRONG_CURVE",
            "NO_COMMON_SIGNATURE_ALGORITHMS",
            "no cipher suites in common",
            "No common named group",
            "No supported signature algorithm",
            "No available authentication scheme");

    /** The last two are what Java 21 says, which names no alert. */
    private static final List<String> OTHER_VERSION = List.of(
            "UNSUPPORTED_PROTOCOL",
            "(protocol_version)",
            "is not enabled or supported in server context",
            "are not accepted by server preferences");

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
            if (OTHER_VERSION.stream().anyMatch(message::contains)) {
                return PROTOCOL_VERSION;
            }
            // BoringSSL looks at the key usage of a client before the verifier is asked.
            if (message.contains("KEY_USAGE_BIT_INCORRECT")) {
                return WRONG_USAGE;
            }
            if (NOTHING_IN_COMMON.stream().anyMatch(message::contains)) {
                return NO_COMMON_PARAMETERS;
            }
        }
        return OTHER;
    }
}
