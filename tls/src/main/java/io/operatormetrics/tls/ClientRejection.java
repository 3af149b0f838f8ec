package io.operatormetrics.tls;

/** Why a client's certificate is refused. */
enum ClientRejection {
    UNKNOWN_CA(HandshakeFailure.UNKNOWN_CA, 20),
    EXPIRED(HandshakeFailure.EXPIRED, 10),
    /** Alert 45 as well: its name in RFC 8446 section 6.2 is "expired or is not currently valid". */
    NOT_YET_VALID(HandshakeFailure.NOT_YET_VALID, 10),
    NAME_NOT_ALLOWED(HandshakeFailure.NAME_NOT_ALLOWED, 28),
    WRONG_PURPOSE(HandshakeFailure.WRONG_USAGE, 26),
    UNACCEPTABLE(HandshakeFailure.OTHER, 28);

    private final HandshakeFailure failure;
    private final int verifyResult;

    ClientRejection(HandshakeFailure failure, int verifyResult) {
        this.failure = failure;
        this.verifyResult = verifyResult;
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
}
