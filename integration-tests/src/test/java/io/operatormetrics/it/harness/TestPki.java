package io.operatormetrics.it.harness;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A CA for tests and what it signs. Each call makes new keys; two CAs made with the same name are still two. */
public final class TestPki {

    /** Names that the server's certificate carries: loopback, and the Service's as in a cluster. */
    private static final List<String> SERVER_NAMES = List.of(
            "localhost",
            "operator-metrics",
            "operator-metrics.operator-metrics",
            "operator-metrics.operator-metrics.svc",
            "operator-metrics.operator-metrics.svc.cluster.local");

    private final X509Bundle ca;

    private TestPki(X509Bundle ca) {
        this.ca = ca;
    }

    public static TestPki create(String commonName) {
        return create(commonName, Duration.ofDays(30));
    }

    /** A CA that ends after so long. */
    public static TestPki create(String commonName, Duration left) {
        return new TestPki(built(() -> base(commonName, Algorithm.ecp256)
                .notAfter(Instant.now().plus(left))
                .setIsCertificateAuthority(true)
                .buildSelfSigned()));
    }

    /** The CA's certificate alone, as in {@code tls.crt} of Secret {@code tigera-ca-private}. */
    public String caPem() {
        return ca.getCertificatePEM();
    }

    public X509Bundle ca() {
        return ca;
    }

    /** The CA with its key, for programs that sign with it. */
    public Identity authority() {
        return new Identity(ca);
    }

    /** A pair that serves on loopback and under the Service's names. */
    public Identity server() {
        return server(Algorithm.ecp256);
    }

    public Identity server(Algorithm algorithm) {
        return server(algorithm, SERVER_NAMES);
    }

    /** A pair that serves on loopback and under those names. */
    public Identity server(List<String> names) {
        return server(Algorithm.ecp256, names);
    }

    /** One that ended an hour ago. */
    public Identity expiredServer(List<String> names) {
        Instant now = Instant.now();
        return issue(server(base(names.getLast(), Algorithm.ecp256), names).notAfter(now.minus(Duration.ofHours(1))));
    }

    /** One from now on for so long. */
    public Identity server(List<String> names, Duration lifetime) {
        return issue(server(fromNow(names.getLast(), lifetime), names));
    }

    private Identity server(Algorithm algorithm, List<String> names) {
        return issue(server(base(names.getLast(), algorithm), names));
    }

    private static CertificateBuilder server(CertificateBuilder base, List<String> names) {
        CertificateBuilder builder = base.addSanIpAddress("127.0.0.1")
                .addSanIpAddress("::1")
                .addExtendedKeyUsageServerAuth()
                .addExtendedKeyUsageClientAuth();
        names.forEach(builder::addSanDnsName);
        return builder;
    }

    /** A pair that Prometheus would present, from now on for so long. */
    public Identity client(String name, Duration lifetime) {
        return issue(fromNow(name, lifetime).addSanDnsName(name).addExtendedKeyUsageClientAuth());
    }

    private static CertificateBuilder fromNow(String commonName, Duration lifetime) {
        Instant now = Instant.now();
        return base(commonName, Algorithm.ecp256).notBefore(now).notAfter(now.plus(lifetime));
    }

    /** A pair that Prometheus would present. */
    public Identity client(String name) {
        return issue(base(name, Algorithm.ecp256).addSanDnsName(name).addExtendedKeyUsageClientAuth());
    }

    /** A client certificate that ended an hour ago. */
    public Identity expiredClient(String name) {
        return issue(base(name, Algorithm.ecp256)
                .addSanDnsName(name)
                .addExtendedKeyUsageClientAuth()
                .notAfter(Instant.now().minus(Duration.ofHours(1))));
    }

    /** A certificate that may serve and nothing else, presented by a client. */
    public Identity clientWithWrongUsage(String name) {
        return issue(base(name, Algorithm.ecp256).addSanDnsName(name).addExtendedKeyUsageServerAuth());
    }

    /** A person of Kubernetes: the subject says who, for instance {@code O=system:masters, CN=admin}. */
    Identity user(String subject) {
        return issue(new CertificateBuilder()
                .algorithm(Algorithm.ecp256)
                .subject(subject)
                .addExtendedKeyUsageClientAuth());
    }

    /** The certificate that such a request (PEM) asks for, with the names it asks for, to serve and to be a client; then the CA's. */
    public String sign(String request, Duration validity) {
        try (PEMParser parser = new PEMParser(new StringReader(request))) {
            var asked = new JcaPKCS10CertificationRequest((PKCS10CertificationRequest) parser.readObject());
            CertificateBuilder builder = new CertificateBuilder()
                    .subject(asked.getSubject().toString())
                    .publicKey(asked.getPublicKey())
                    .notBefore(Instant.now().minusSeconds(60))
                    .notAfter(Instant.now().plus(validity))
                    .addExtendedKeyUsageServerAuth()
                    .addExtendedKeyUsageClientAuth();
            for (GeneralName name : GeneralNames.fromExtensions(
                            asked.getRequestedExtensions(), Extension.subjectAlternativeName)
                    .getNames()) {
                builder.addSanDnsName(name.getName().toString());
            }
            return issue(builder).certificatePem();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Identity issue(CertificateBuilder builder) {
        return new Identity(built(() -> builder.buildIssuedBy(ca)));
    }

    private static CertificateBuilder base(String commonName, Algorithm algorithm) {
        return new CertificateBuilder()
                .algorithm(algorithm)
                // In quotes, which make a comma part of the name.
                .subject("CN=\"" + commonName + "\"")
                .notBefore(Instant.now().minus(Duration.ofDays(1)))
                .notAfter(Instant.now().plus(Duration.ofDays(30)));
    }

    private interface Building {
        // What netty's builder declares.
        X509Bundle build() throws Exception;
    }

    private static X509Bundle built(Building building) {
        try {
            return building.build();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
