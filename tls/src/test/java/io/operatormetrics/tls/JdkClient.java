package io.operatormetrics.tls;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.X509Bundle;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;

/** A client on the JDK's TLS that trusts every server. */
final class JdkClient {
    private JdkClient() {}

    record Answer(String text, X509Certificate server) {}

    /** Throws IOException when the server refuses. */
    static Answer get(int port, X509Bundle certificate, String... protocols) throws IOException {
        try (SSLSocket socket = connect(port, certificate)) {
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            socket.getOutputStream().write("GET /metrics HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return new Answer(text, (X509Certificate) socket.getSession().getPeerCertificates()[0]);
        }
    }

    /** Has not shaken hands yet. */
    static SSLSocket connect(int port, X509Bundle certificate) throws IOException {
        SSLSocket socket = (SSLSocket)
                context(certificate).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(15_000);
        return socket;
    }

    private static SSLContext context(X509Bundle certificate) {
        try {
            KeyManager[] keys = certificate == null
                    ? null
                    : certificate.toKeyManagerFactory().getKeyManagers();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
