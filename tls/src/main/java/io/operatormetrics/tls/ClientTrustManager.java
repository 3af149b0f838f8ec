package io.operatormetrics.tls;

import io.netty.handler.ssl.OpenSslCertificateException;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Hands client certificates from either TLS implementation to a {@link ClientVerifier}. That the client holds the key is proved by TLS
 * itself. Only engines ask: there are no sockets and no servers to trust here.
 */
final class ClientTrustManager extends X509ExtendedTrustManager {
    private final List<X509Certificate> acceptedIssuers;
    private final Check check;

    private ClientTrustManager(List<X509Certificate> acceptedIssuers, Check check) {
        this.acceptedIssuers = acceptedIssuers;
        this.check = check;
    }

    static ClientTrustManager verifying(
            List<X509Certificate> clientCas, ClientVerifier verifier, TlsProvider provider) {
        return new ClientTrustManager(
                List.copyOf(clientCas),
                switch (provider) {
                    case BORINGSSL -> chain -> verifyForBoringSsl(verifier, chain);
                    case JDK -> verifier::verify;
                });
    }

    /** For {@link ClientAuth#REQUIRE_ANY}, which asks for some certificate and looks into none. */
    static ClientTrustManager acceptingAny() {
        return new ClientTrustManager(List.of(), chain -> {});
    }

    /** BoringSSL takes the alert from this exception; the JDK sends {@code certificate_unknown} (46) whatever is thrown. */
    private static void verifyForBoringSsl(ClientVerifier verifier, X509Certificate[] chain)
            throws OpenSslCertificateException {
        try {
            verifier.verify(chain);
        } catch (ClientRejectedException reason) {
            throw new OpenSslCertificateException(
                    reason.getMessage(), reason, reason.rejection().verifyResult());
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check.verify(chain);
    }

    /** Sent to clients, which choose their certificate by it. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return acceptedIssuers.toArray(X509Certificate[]::new);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check.verify(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check.verify(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw notAClient();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw notAClient();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw notAClient();
    }

    private static CertificateException notAClient() {
        return new CertificateException("servers are not verified here");
    }

    @FunctionalInterface
    private interface Check {
        void verify(X509Certificate[] chain) throws CertificateException;
    }
}
