package io.operatormetrics.benchmarks;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;

import javax.net.ssl.SSLException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The P-256 certificates of one run, the same for every peer: a CA, a pair for the server, one for the client. */
public record Certificates(X509Bundle ca, X509Bundle server, X509Bundle client) {

    /** Valid for a day. */
    public static Certificates make() {
        try {
            X509Bundle ca = new CertificateBuilder()
                    .ecp256()
                    .subject("CN=benchmark-ca")
                    .setIsCertificateAuthority(true)
                    .setKeyUsage(true, KeyUsage.keyCertSign, KeyUsage.cRLSign)
                    .buildSelfSigned();
            return new Certificates(
                    ca,
                    serverPair(ca),
                    leaf("prometheus").addExtendedKeyUsageClientAuth().buildIssuedBy(ca));
        } catch (Exception e) { // the builder declares no less
            throw new IllegalStateException("cannot make the certificates of this run", e);
        }
    }

    /** The same, but for another server pair of the same CA. */
    public Certificates withNewServer() {
        try {
            return new Certificates(ca, serverPair(ca), client);
        } catch (Exception e) { // the builder declares no less
            throw new IllegalStateException("cannot make a server certificate", e);
        }
    }

    private static X509Bundle serverPair(X509Bundle ca) throws Exception {
        return leaf("localhost")
                .addSanIpAddress("127.0.0.1")
                .addExtendedKeyUsageServerAuth()
                .buildIssuedBy(ca);
    }

    private static CertificateBuilder leaf(String name) {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name)
                .addSanDnsName(name)
                .setKeyUsage(true, KeyUsage.digitalSignature);
    }

    /** As PEM: {@code server.crt}, {@code server.key}, {@code ca.crt}, and {@code client.crt}, {@code client.key} for trying by hand. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("ca.crt"), ca.getCertificatePEM());
        Files.writeString(folder.resolve("server.crt"), server.getCertificatePEM());
        Files.writeString(folder.resolve("server.key"), server.getPrivateKeyPEM());
        Files.writeString(folder.resolve("client.crt"), client.getCertificatePEM());
        Files.writeString(folder.resolve("client.key"), client.getPrivateKeyPEM());
    }

    /** For a client that shows its certificate. The caller releases it. */
    public SslContext clientTls() throws SSLException {
        return clientBuilder()
                .keyManager(client.getKeyPair().getPrivate(), client.getCertificate())
                .build();
    }

    /** For a client that has none. The caller releases it. */
    public SslContext anonymousTls() throws SSLException {
        return clientBuilder().build();
    }

    private SslContextBuilder clientBuilder() {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols("TLSv1.3")
                // The one certificate that can come is compared whole, which says more than its name.
                .endpointIdentificationAlgorithm("")
                .trustManager(new PinnedTrust(server.getCertificate()));
    }
}
