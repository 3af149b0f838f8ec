package io.operatormetrics.server;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import io.operatormetrics.tls.TlsMaterial;
import io.operatormetrics.tls.TlsMaterial.Loaded;
import io.operatormetrics.tls.TlsMaterialSource;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Certificates, a source that the test fills, and a client. */
final class TestTls {

    static final Instant NOW = Instant.ofEpochMilli(System.currentTimeMillis()).truncatedTo(ChronoUnit.SECONDS);
    static final Instant SERVER_END = NOW.plus(30, ChronoUnit.DAYS);
    static final Instant CLIENT_CA_END = NOW.plus(200, ChronoUnit.DAYS);

    static final X509Bundle CA = ca("client-ca", CLIENT_CA_END);
    static final X509Bundle LATER_CA = ca("other-client-ca", CLIENT_CA_END.plus(9, ChronoUnit.DAYS));
    static final X509Bundle SERVER = leaf(builder("CN=server", SERVER_END).addExtendedKeyUsageServerAuth());
    static final X509Bundle CLIENT = leaf(builder("CN=client", SERVER_END).addExtendedKeyUsageClientAuth());

    /** Making one costs thousands of rounds of hashing. */
    private static final Map<X509Bundle, SSLContext> CONTEXTS = new ConcurrentHashMap<>();

    private TestTls() {}

    /** Holds nothing until the test gives it something. */
    static final class GivenSource implements TlsMaterialSource {
        private Consumer<TlsMaterial> sink = material -> {};

        @Override
        public void start(Consumer<TlsMaterial> receiver) {
            sink = receiver;
        }

        void give(String clientCas) {
            sink.accept(new TlsMaterial(
                    new Loaded("tls.crt", SERVER.getCertificatePathPEM()),
                    new Loaded("tls.key", SERVER.getPrivateKeyPEM()),
                    new Loaded("ca.crt", clientCas)));
        }

        @Override
        public void refresh() {}

        @Override
        public void close() {}
    }

    /** A client's certificate of that CA. */
    static X509Bundle client(String name, X509Bundle ca, Instant end) {
        try {
            return builder("CN=" + name, end)
                    .addExtendedKeyUsageClientAuth()
                    .setKeyUsage(true, KeyUsage.digitalSignature)
                    .buildIssuedBy(ca);
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** TLS over a connection that the test keeps hold of. */
    static SSLSocket over(Socket connected, X509Bundle certificate, String protocol) throws IOException {
        SSLSocket socket = (SSLSocket) context(certificate)
                .getSocketFactory()
                .createSocket(connected, connected.getInetAddress().getHostAddress(), connected.getPort(), false);
        socket.setEnabledProtocols(new String[] {protocol});
        return socket;
    }

    /** Trusts every server; speaks that protocol alone. */
    static RawClient connect(InetSocketAddress server, X509Bundle certificate, String protocol) throws IOException {
        SSLSocket socket =
                (SSLSocket) context(certificate).getSocketFactory().createSocket(server.getAddress(), server.getPort());
        socket.setEnabledProtocols(new String[] {protocol});
        return RawClient.over(socket);
    }

    /** Trusts every server; without a certificate of its own when {@code certificate} is null. */
    static RawClient connect(InetSocketAddress server, X509Bundle certificate) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.connect(server);
        return RawClient.over(context(certificate)
                .getSocketFactory()
                .createSocket(socket, server.getHostString(), server.getPort(), true));
    }

    private static SSLContext context(X509Bundle certificate) {
        return certificate == null ? newContext(null) : CONTEXTS.computeIfAbsent(certificate, TestTls::newContext);
    }

    private static SSLContext newContext(X509Bundle certificate) {
        try {
            KeyManager[] keys = certificate == null
                    ? null
                    : certificate.toKeyManagerFactory().getKeyManagers();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static X509Bundle ca(String name, Instant end) {
        try {
            return builder("CN=" + name, end)
                    .setIsCertificateAuthority(true)
                    .setKeyUsage(true, KeyUsage.keyCertSign, KeyUsage.cRLSign)
                    .buildSelfSigned();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static X509Bundle leaf(CertificateBuilder builder) {
        try {
            return builder.setKeyUsage(true, KeyUsage.digitalSignature).buildIssuedBy(CA);
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static CertificateBuilder builder(String subject, Instant end) {
        return new CertificateBuilder()
                .ecp256()
                .subject(subject)
                .notBefore(NOW.minus(1, ChronoUnit.DAYS))
                .notAfter(end);
    }
}
