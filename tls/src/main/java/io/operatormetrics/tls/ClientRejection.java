package io.operatormetrics.tls;

/** Why a client's certificate is refused, and how that is said in each TLS implementation's words. */
enum ClientRejection {
    UNKNOWN_CA(HandshakeFailure.UNKNOWN_CA, 20, "UNKNOWN_CA"),
    EXPIRED(HandshakeFailure.EXPIRED, 10, "CERTIFICATE_EXPIRED"),
    /** Alert 45 as well: its name in RFC 8446 section 6.2 is "expired or is not currently valid". */
    NOT_YET_VALID(HandshakeFailure.NOT_YET_VALID, 10, "CERTIFICATE_EXPIRED"),
    NAME_NOT_ALLOWED(HandshakeFailure.NAME_NOT_ALLOWED, 28, "BAD_CERTIFICATE"),
    WRONG_PURPOSE(HandshakeFailure.WRONG_USAGE, 26, "UNSUPPORTED_CERTIFICATE"),
    UNACCEPTABLE(HandshakeFailure.OTHER, 28, "BAD_CERTIFICATE");

    private final HandshakeFailure failure;
    private final int verifyResult;
    private final String jdkAlert;

    ClientRejection(HandshakeFailure failure, int verifyResult, String jdkAlert) {
        this.failure = failure;
        this.verifyResult = verifyResult;
        this.jdkAlert = jdkAlert;
    }

    HandshakeFailure failure() {
        return failure;
    }

    /**
     * The X509_V_ERR number (openssl-verification-options(1)) that BoringSSL turns into the alert. Numbers, because tcnative's
     * constants cannot be read where its native library is not loaded.
     */
    int verifyResult() {
        return verifyResult;
    }

    /** The constant of the JDK's own enumeration of alerts. */
    String jdkAlert() {
        return jdkAlert;
    }
}
