package io.operatormetrics.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import io.operatormetrics.tls.TlsMaterial.Loaded;

import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** Certificates for tests; all of it valid at {@link #NOW} unless said otherwise. */
final class TestPki {
    /** Real time, since the clients of the tests look at their own clock. */
    static final Instant NOW = Instant.ofEpochSecond(System.currentTimeMillis() / 1000);

    static final X509Bundle CA = ca("client-ca");
    static final X509Bundle OTHER_CA = ca("other-ca");
    static final X509Bundle SERVER_CA = ca("server-ca");
    static final X509Bundle SERVER = server("server");

    private TestPki() {}

    static X509Bundle ca(String name) {
        return build(
                null,
                builder -> builder.subject("CN=" + name)
                        .setIsCertificateAuthority(true)
                        .setKeyUsage(true, KeyUsage.keyCertSign, KeyUsage.cRLSign));
    }

    /** Says nothing of its use, but for the CA flag without which the builder signs nothing by itself. */
    static X509Bundle selfSigned(String name) {
        return build(null, builder -> builder.subject("CN=" + name).setIsCertificateAuthority(true));
    }

    static X509Bundle server(String name) {
        return server(name, UnaryOperator.identity());
    }

    static X509Bundle server(String name, UnaryOperator<CertificateBuilder> more) {
        return build(
                SERVER_CA,
                builder -> more.apply(builder.subject("CN=" + name)
                        .addSanDnsName(name)
                        .addExtendedKeyUsageServerAuth()
                        .setKeyUsage(true, KeyUsage.digitalSignature)));
    }

    static X509Bundle client(String name) {
        return client(name, CA, UnaryOperator.identity());
    }

    static X509Bundle client(String name, X509Bundle issuer, UnaryOperator<CertificateBuilder> more) {
        return build(
                issuer,
                builder -> more.apply(builder.subject("CN=" + name)
                        .addExtendedKeyUsageClientAuth()
                        .setKeyUsage(true, KeyUsage.digitalSignature)));
    }

    static UnaryOperator<CertificateBuilder> expired() {
        return builder -> builder.notBefore(NOW.minus(Duration.ofDays(3))).notAfter(NOW.minus(Duration.ofDays(1)));
    }

    static UnaryOperator<CertificateBuilder> notBefore(Instant begin) {
        return builder -> builder.notBefore(begin).notAfter(begin.plus(Duration.ofDays(1)));
    }

    static TlsMaterial material(X509Bundle server, X509Bundle clientCa) {
        return material(server.getCertificatePathPEM(), server.getPrivateKeyPEM(), clientCa.getCertificatePEM());
    }

    static TlsMaterial material(String certificate, String key, String clientCa) {
        return new TlsMaterial(
                new Loaded("tls.crt", certificate), new Loaded("tls.key", key), new Loaded("ca.crt", clientCa));
    }

    static X509Bundle build(X509Bundle issuer, UnaryOperator<CertificateBuilder> more) {
        CertificateBuilder builder = more.apply(new CertificateBuilder()
                .ecp256()
                .notBefore(NOW.minus(Duration.ofDays(2)))
                .notAfter(NOW.plus(Duration.ofDays(30))));
        try {
            return issuer == null ? builder.buildSelfSigned() : builder.buildIssuedBy(issuer);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
