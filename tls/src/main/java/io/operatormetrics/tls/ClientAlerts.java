package io.operatormetrics.tls;

import io.netty.handler.ssl.OpenSslCertificateException;

import javax.net.ssl.SSLEngine;

import java.security.cert.CertificateException;

/** Makes a TLS implementation answer a refused certificate with the alert that says why. */
@FunctionalInterface
interface ClientAlerts {

    /** What a trust manager has to throw so that the client is told this reason. */
    CertificateException refusing(ClientRejectedException reason, SSLEngine engine);

    static ClientAlerts of(TlsProvider provider) {
        return switch (provider) {
            case BORINGSSL ->
                (reason, engine) -> new OpenSslCertificateException(
                        reason.getMessage(), reason, reason.rejection().verifyResult());
            case JDK -> JdkAlerts.find();
        };
    }
}
