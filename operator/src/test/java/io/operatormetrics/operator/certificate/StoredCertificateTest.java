package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.state.TlsSecret;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.pki.IssuedPair;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

class StoredCertificateTest {

    private static final CertificateAuthority OPERATORS = TestPairs.authority("tigera-operator-signer");
    private static final CertificateAuthority OLDER = TestPairs.authority("tigera-operator-signer@1637259223");
    private static final CertificateAuthority ADOPTED = TestPairs.authority("corporate-ca");
    private static final IssuedPair PAIR = TestPairs.pair(ADOPTED, "metrics");
    private static final IssuedPair OTHER = TestPairs.pair(ADOPTED, "metrics");
    private static final IssuedPair GO_PAIR = TestPairs.pair(OPERATORS, "metrics");
    private static final String MARK = PublicKeyFingerprint.of(PAIR.leaf().getPublicKey());
    private static final String CERTIFICATE = PAIR.certificatePem();
    private static final String KEY = PAIR.keyPem();

    @ParameterizedTest
    @MethodSource("owners")
    void knowsWhoseItIs(CertificateOwner owner, @Nullable String mark, String certificate, String key) {
        assertThat(held(mark, null, certificate, key).owner()).isEqualTo(owner);
    }

    static Stream<Arguments> owners() {
        String older = TestPairs.pair(OLDER, "metrics").certificatePem();
        String goMark = PublicKeyFingerprint.of(GO_PAIR.leaf().getPublicKey());
        return Stream.of(
                argumentSet("marked, of an adopted CA of any name", CertificateOwner.OURS, MARK, CERTIFICATE, KEY),
                argumentSet(
                        "marked, of the Go operator's CA",
                        CertificateOwner.OURS,
                        goMark,
                        GO_PAIR.certificatePem(),
                        GO_PAIR.keyPem()),
                argumentSet("marked, key lost", CertificateOwner.OURS, MARK, CERTIFICATE, ""),
                argumentSet("marked, key of another", CertificateOwner.OURS, MARK, CERTIFICATE, OTHER.keyPem()),
                argumentSet("marked, certificate lost", CertificateOwner.OURS, MARK, "", KEY),
                argumentSet("marked, certificate damaged", CertificateOwner.OURS, MARK, "garbage", KEY),
                argumentSet("marked, both lost", CertificateOwner.OURS, MARK, "", ""),
                argumentSet("marked, both damaged", CertificateOwner.OURS, MARK, "garbage", "garbage"),
                argumentSet(
                        "marked, but a user put his pair there",
                        CertificateOwner.USER,
                        MARK,
                        OTHER.certificatePem(),
                        OTHER.keyPem()),
                argumentSet(
                        "marked, but a user put his certificate there, without a key",
                        CertificateOwner.USER,
                        MARK,
                        OTHER.certificatePem(),
                        KEY),
                argumentSet(
                        "marked, but a user put his key there, and a certificate that cannot be read",
                        CertificateOwner.USER,
                        MARK,
                        "garbage",
                        OTHER.keyPem()),
                argumentSet(
                        "marked, but the Go operator wrote over it",
                        CertificateOwner.GO_OPERATOR,
                        MARK,
                        GO_PAIR.certificatePem(),
                        GO_PAIR.keyPem()),
                argumentSet(
                        "no mark, the Go operator's CA",
                        CertificateOwner.GO_OPERATOR,
                        null,
                        GO_PAIR.certificatePem(),
                        GO_PAIR.keyPem()),
                argumentSet("no mark, its older CA", CertificateOwner.GO_OPERATOR, null, older, KEY),
                argumentSet("no mark, another CA", CertificateOwner.USER, null, CERTIFICATE, KEY),
                argumentSet("empty mark", CertificateOwner.USER, "", "", ""),
                argumentSet("no mark, no certificate", CertificateOwner.USER, null, "", KEY),
                argumentSet("no mark, garbage", CertificateOwner.USER, null, "garbage", "garbage"));
    }

    @Test
    void knowsACopyOfSomebodyElsesPair() {
        assertThat(held(null, MARK, CERTIFICATE, KEY).owner()).isEqualTo(CertificateOwner.OURS);
        assertThat(held(null, MARK, OTHER.certificatePem(), OTHER.keyPem()).owner())
                .isEqualTo(CertificateOwner.USER);
    }

    @Test
    void readsTheOlderMembersWhereTheOthersAreNotBothThere() {
        TlsSecret older = secret(null, null, new TlsSecret.Data(base64("x"), null, base64("cert"), base64("key")));
        TlsSecret both =
                secret(null, null, new TlsSecret.Data(base64("a"), base64("b"), base64("cert"), base64("key")));

        assertThat(StoredCertificate.of(older).stored().certificatePem()).isEqualTo("cert");
        assertThat(StoredCertificate.of(older).stored().keyPem()).isEqualTo("key");
        assertThat(StoredCertificate.of(both).stored().certificatePem()).isEqualTo("a");
        assertThat(StoredCertificate.of(both).stored().keyPem()).isEqualTo("b");
        assertThat(StoredCertificate.of(secret(null, null, null)).owner()).isEqualTo(CertificateOwner.USER);
    }

    @ParameterizedTest(name = "controller: {0}")
    @CsvSource(nullValues = "none", textBlock = """
            true,  USER
            false, OURS
            none,  OURS
            """)
    void isNotOursWhatSomebodyControls(@Nullable Boolean controller, String owner) {
        TlsSecret.Metadata marked = secret(MARK, null, null).metadata();
        TlsSecret secret = new TlsSecret(
                new TlsSecret.Metadata(
                        marked.name(),
                        marked.namespace(),
                        "1",
                        marked.annotations(),
                        List.of(new TlsSecret.Owner(null), new TlsSecret.Owner(controller))),
                new TlsSecret.Data(base64(CERTIFICATE), base64(KEY), null, null));
        assertThat(StoredCertificate.of(secret)).asString().endsWith("(" + owner + ")");
    }

    @Test
    void printsNoKey() {
        assertThat(held(MARK, null, CERTIFICATE, KEY).toString())
                .isEqualTo("Secret tigera-operator/tigera-operator-tls (OURS)");
    }

    private static StoredCertificate held(
            @Nullable String issued, @Nullable String copied, String certificate, String key) {
        return StoredCertificate.of(
                secret(issued, copied, new TlsSecret.Data(base64(certificate), base64(key), null, null)));
    }

    private static TlsSecret secret(@Nullable String issued, @Nullable String copied, TlsSecret.@Nullable Data data) {
        return new TlsSecret(
                new TlsSecret.Metadata(
                        ObservedCluster.SERVER.name(),
                        ObservedCluster.SERVER.namespace(),
                        "1",
                        new TlsSecret.Annotations(issued, copied),
                        null),
                data);
    }

    private static String base64(String plain) {
        return ObservedCluster.base64(plain);
    }
}
