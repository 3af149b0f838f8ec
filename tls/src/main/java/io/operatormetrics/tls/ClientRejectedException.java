package io.operatormetrics.tls;

import java.security.cert.CertificateException;

/** A client's certificate was refused; found again among the causes of the failed handshake. */
final class ClientRejectedException extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final ClientRejection rejection;

    ClientRejectedException(ClientRejection rejection, String message) {
        super(message);
        this.rejection = rejection;
    }

    ClientRejection rejection() {
        return rejection;
    }
}
