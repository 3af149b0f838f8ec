package io.operatormetrics.operator.selfcheck;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.operatormetrics.tls.ServedTls;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

class PrometheusTrustTest {

    static List<ArgumentSet> chains() throws Exception {
        X509Bundle authority = ca("signer");
        X509Certificate ca = authority.getCertificate();
        X509Certificate other = ca("corporate").getCertificate();
        X509Certificate leaf = new CertificateBuilder()
                .subject("CN=metrics")
                .buildIssuedBy(authority)
                .getCertificate();
        X509Certificate selfSigned = ca("alone").getCertificate();
        return List.of(
                argumentSet("the client CA, also of a leaf alone", List.of(leaf), List.of(ca), List.of(ca)),
                argumentSet("one CA of both sides once", List.of(leaf, ca), List.of(ca), List.of(ca)),
                argumentSet(
                        "both CAs where the server brings its own",
                        List.of(leaf, ca),
                        List.of(other),
                        List.of(other, ca)),
                argumentSet("a self-signed leaf itself", List.of(selfSigned), List.of(ca), List.of(ca, selfSigned)),
                argumentSet("the chain's CA where no client is verified", List.of(leaf, ca), List.of(), List.of(ca)),
                argumentSet("the leaf where no CA is known at all", List.of(leaf), List.of(), List.of(leaf)));
    }

    @ParameterizedTest
    @MethodSource("chains")
    void isWhatTheBundleWouldHold(
            List<X509Certificate> chain, List<X509Certificate> clientCas, List<X509Certificate> trusted) {
        assertThat(PrometheusTrust.of(new ServedTls(1, Instant.EPOCH, chain, clientCas)))
                .isEqualTo(trusted);
    }

    private static X509Bundle ca(String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }
}
