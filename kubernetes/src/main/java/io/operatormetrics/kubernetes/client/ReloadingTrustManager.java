package io.operatormetrics.kubernetes.client;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/**
 * Trusts the CA in a file, as it is when a connection begins; when that cannot be used, as it was. There is a connection every few minutes,
 * so the file is read at each.
 */
final class ReloadingTrustManager extends X509ExtendedTrustManager {
    private static final Logger log = LoggerFactory.getLogger(ReloadingTrustManager.class);

    private final Path file;
    private String pem;
    private X509ExtendedTrustManager trust;

    private ReloadingTrustManager(Path file, String pem) throws GeneralSecurityException, IOException {
        this.file = file;
        this.pem = pem;
        this.trust = ApiServerTrust.trusting(file.toString(), pem);
    }

    /** Throws X509Exception when there is anything but certificates in it. */
    static ReloadingTrustManager of(Path file) throws GeneralSecurityException, IOException {
        return new ReloadingTrustManager(file, Files.readString(file));
    }

    private synchronized X509ExtendedTrustManager current() {
        try {
            String now = Files.readString(file);
            if (!now.equals(pem)) {
                trust = ApiServerTrust.trusting(file.toString(), now);
                pem = now;
                log.info("the API server's CA has changed: {}", file);
            }
        } catch (GeneralSecurityException | IOException bad) {
            log.warn("cannot read the API server's CA; the last one is used: {}", bad.toString());
        }
        return trust;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        current().checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        current().checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        current().checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        throw new UnsupportedOperationException("of servers alone");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw new UnsupportedOperationException("of servers alone");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException("of servers alone");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return current().getAcceptedIssuers();
    }
}
