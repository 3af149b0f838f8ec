package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.kube.PemSecret;
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

class HeldPairTest {

    private static final CertificateAuthority OPERATORS = TestPairs.authority("tigera-operator-signer");
    private static final CertificateAuthority OLDER = TestPairs.authority("tigera-operator-signer@1637259223");
    private static final CertificateAuthority ADOPTED = TestPairs.authority("corporate-ca");
    private static final IssuedPair PAIR = TestPairs.pair(ADOPTED, "metrics");
    private static final IssuedPair OTHER = TestPairs.pair(ADOPTED, "metrics");
    private static final IssuedPair GO_PAIR = TestPairs.pair(OPERATORS, "metrics");
    private static final String MARK = KeyMark.of(PAIR.leaf().getPublicKey());
    private static final String CERTIFICATE = PAIR.certificatePem();
    private static final String KEY = PAIR.keyPem();

    @ParameterizedTest
    @MethodSource("owners")
    void knowsWhoseItIs(PairOwner owner, @Nullable String mark, String certificate, String key) {
        assertThat(held(mark, null, certificate, key).owner()).isEqualTo(owner);
    }

    static Stream<Arguments> owners() {
        String older = TestPairs.pair(OLDER, "metrics").certificatePem();
        String goMark = KeyMark.of(GO_PAIR.leaf().getPublicKey());
        return Stream.of(
                argumentSet("marked, of an adopted CA of any name", PairOwner.OURS, MARK, CERTIFICATE, KEY),
                argumentSet(
                        "marked, of the Go operator's CA",
                        PairOwner.OURS,
                        goMark,
                        GO_PAIR.certificatePem(),
                        GO_PAIR.keyPem()),
                argumentSet("marked, key lost", PairOwner.OURS, MARK, CERTIFICATE, ""),
                argumentSet("marked, key of another", PairOwner.OURS, MARK, CERTIFICATE, OTHER.keyPem()),
                argumentSet("marked, certificate lost", PairOwner.OURS, MARK, "", KEY),
                argumentSet("marked, certificate damaged", PairOwner.OURS, MARK, "garbage", KEY),
                argumentSet("marked, both lost", PairOwner.OURS, MARK, "", ""),
                argumentSet("marked, both damaged", PairOwner.OURS, MARK, "garbage", "garbage"),
                argumentSet(
                        "marked, but a user put his pair there",
                        PairOwner.USER,
                        MARK,
                        OTHER.certificatePem(),
                        OTHER.keyPem()),
                argumentSet(
                        "marked, but a user put his certificate there, without a key",
                        PairOwner.USER,
                        MARK,
                        OTHER.certificatePem(),
                        KEY),
                argumentSet(
                        "marked, but a user put his key there, and a certificate that cannot be read",
                        PairOwner.USER,
                        MARK,
                        "garbage",
                        OTHER.keyPem()),
                argumentSet(
                        "marked, but the Go operator wrote over it",
                        PairOwner.GO_OPERATOR,
                        MARK,
                        GO_PAIR.certificatePem(),
                        GO_PAIR.keyPem()),
                argumentSet(
                        "no mark, the Go operator's CA",
                        PairOwner.GO_OPERATOR,
                        null,
                        GO_PAIR.certificatePem(),
                        GO_PAIR.keyPem()),
                argumentSet("no mark, its older CA", PairOwner.GO_OPERATOR, null, older, KEY),
                argumentSet("no mark, another CA", PairOwner.USER, null, CERTIFICATE, KEY),
                argumentSet("empty mark", PairOwner.USER, "", "", ""),
                argumentSet("no mark, no certificate", PairOwner.USER, null, "", KEY),
                argumentSet("no mark, garbage", PairOwner.USER, null, "garbage", "garbage"));
    }

    @Test
    void knowsACopyOfSomebodyElsesPair() {
        assertThat(held(null, MARK, CERTIFICATE, KEY).owner()).isEqualTo(PairOwner.OURS);
        assertThat(held(null, MARK, OTHER.certificatePem(), OTHER.keyPem()).owner())
                .isEqualTo(PairOwner.USER);
    }

    @Test
    void readsTheOlderMembersWhereTheOthersAreNotBothThere() {
        PemSecret older = secret(null, null, new PemSecret.Data(base64("x"), null, base64("cert"), base64("key")));
        PemSecret both =
                secret(null, null, new PemSecret.Data(base64("a"), base64("b"), base64("cert"), base64("key")));

        assertThat(HeldPair.of(older).stored().certificatePem()).isEqualTo("cert");
        assertThat(HeldPair.of(older).stored().keyPem()).isEqualTo("key");
        assertThat(HeldPair.of(both).stored().certificatePem()).isEqualTo("a");
        assertThat(HeldPair.of(both).stored().keyPem()).isEqualTo("b");
        assertThat(HeldPair.of(secret(null, null, null)).owner()).isEqualTo(PairOwner.USER);
    }

    @ParameterizedTest(name = "controller: {0}")
    @CsvSource(nullValues = "none", textBlock = """
            true,  USER
            false, OURS
            none,  OURS
            """)
    void isNotOursWhatSomebodyControls(@Nullable Boolean controller, String owner) {
        PemSecret.Metadata marked = secret(MARK, null, null).metadata();
        PemSecret secret = new PemSecret(
                new PemSecret.Metadata(
                        marked.name(),
                        marked.namespace(),
                        "1",
                        marked.annotations(),
                        List.of(new PemSecret.Owner(null), new PemSecret.Owner(controller))),
                new PemSecret.Data(base64(CERTIFICATE), base64(KEY), null, null));
        assertThat(HeldPair.of(secret)).asString().endsWith("(" + owner + ")");
    }

    @Test
    void printsNoKey() {
        assertThat(held(MARK, null, CERTIFICATE, KEY).toString())
                .isEqualTo("Secret tigera-operator/tigera-operator-tls (OURS)");
    }

    private static HeldPair held(@Nullable String issued, @Nullable String copied, String certificate, String key) {
        return HeldPair.of(secret(issued, copied, new PemSecret.Data(base64(certificate), base64(key), null, null)));
    }

    private static PemSecret secret(@Nullable String issued, @Nullable String copied, PemSecret.@Nullable Data data) {
        return new PemSecret(
                new PemSecret.Metadata(
                        SeenCluster.SERVER.name(),
                        SeenCluster.SERVER.namespace(),
                        "1",
                        new PemSecret.Annotations(issued, copied),
                        null),
                data);
    }

    private static String base64(String plain) {
        return SeenCluster.base64(plain);
    }
}
