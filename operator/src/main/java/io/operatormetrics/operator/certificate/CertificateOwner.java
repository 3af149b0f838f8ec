package io.operatormetrics.operator.certificate;

/** Whose a pair is. Of what is not ours nothing is ever written. */
enum CertificateOwner {
    /** We issued or copied it, and nobody put another in its place. */
    OURS,
    /** Its issuer is the Go operator's CA. */
    GO_OPERATOR,
    /** Anybody else's. */
    USER
}
