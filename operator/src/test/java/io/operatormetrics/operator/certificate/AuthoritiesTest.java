package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.HandClock;
import io.operatormetrics.operator.certificate.Authority.Nobody;
import io.operatormetrics.operator.config.CertificateSettings.CaCreation;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.CaSecret;
import io.operatormetrics.operator.kube.InstallationCa;
import io.operatormetrics.operator.kube.InstallationCa.CertificateManagement;
import io.operatormetrics.operator.kube.ObjectMeta;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.status.Severity;
import io.operatormetrics.pki.CertificateAuthority;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

class AuthoritiesTest {

    private static final Instant NOW = HandClock.START;
    private static final CertificateAuthority OWN = TestPairs.authority("own");
    private static final CertificateAuthority CORPORATE = TestPairs.authority("corporate");
    private static final Sight<InstallationCa> NO_INSTALLATION = new Sight.NotFound<>();
    private static final Sight<InstallationCa> PLAIN = installation(null);
    private static final Sight<CaSecret> NO_CA = new Sight.NotFound<>();
    private static final Sight<CaSecret> CA = ca(OWN.certificatePem());
    private static final Sight<InstallationCa> MANAGED = managed(CORPORATE.certificatePem(), "example.com/signer");

    @ParameterizedTest
    @MethodSource("known")
    void knowsWhoSigns(
            CaCreation creation, Sight<InstallationCa> installation, Sight<CaSecret> ca, Authority expected) {
        assertThat(find(creation, installation, ca)).isEqualTo(expected);
    }

    static Stream<Arguments> known() {
        Authority own = new Authority.OwnCa(List.of(OWN.certificate()));
        Authority signer = new Authority.Signer("example.com/signer", List.of(CORPORATE.certificate()));
        CaCreation unless = CaCreation.WITHOUT_GO_OPERATOR;
        return Stream.of(
                argumentSet("a CA, no Installation", unless, NO_INSTALLATION, CA, own),
                argumentSet("a CA beside an Installation", unless, PLAIN, CA, own),
                argumentSet("a CA that we must not have created", CaCreation.FORBIDDEN, NO_INSTALLATION, CA, own),
                argumentSet("a signer, no CA", unless, MANAGED, NO_CA, signer),
                argumentSet("a signer beside a CA", unless, MANAGED, CA, signer),
                argumentSet(
                        "a bundle, the signer first",
                        unless,
                        PLAIN,
                        ca(CORPORATE.certificatePem() + OWN.certificatePem()),
                        new Authority.OwnCa(List.of(CORPORATE.certificate(), OWN.certificate()))),
                argumentSet("no CA, may create", CaCreation.ALLOWED, PLAIN, NO_CA, new Authority.ToCreate()),
                argumentSet("no CA, alone", unless, NO_INSTALLATION, NO_CA, new Authority.ToCreate()));
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void saysWhatIsMissing(
            CaCreation creation,
            Sight<InstallationCa> installation,
            Sight<CaSecret> ca,
            Severity severity,
            String reason,
            String words) {
        assertThat(find(creation, installation, ca)).isInstanceOfSatisfying(Nobody.class, nobody -> {
            assertThat(nobody.finding().severity()).isEqualTo(severity);
            assertThat(nobody.finding().reason()).isEqualTo(reason);
            assertThat(nobody.finding().message()).contains(words);
        });
    }

    static Stream<Arguments> unknown() {
        ApiFailure forbidden = ApiFailure.ofCode(403, "forbidden");
        ApiFailure broken = ApiFailure.ofCode(500, "etcd is down");
        Sight<CaSecret> leaf = ca(TestPairs.pair(OWN, "leaf").certificatePem());
        Sight<CaSecret> expired =
                ca(TestPairs.authority("old", NOW.minus(Duration.ofDays(4000))).certificatePem());
        CaCreation unless = CaCreation.WITHOUT_GO_OPERATOR;
        return Stream.of(
                argumentSet(
                        "left to the Go operator",
                        unless,
                        PLAIN,
                        NO_CA,
                        Severity.WAITING,
                        "CAMissing",
                        "the API of Installations is served"),
                argumentSet(
                        "left to somebody",
                        CaCreation.FORBIDDEN,
                        NO_INSTALLATION,
                        NO_CA,
                        Severity.WAITING,
                        "CAMissing",
                        "METRICS_CREATE_CA is false"),
                argumentSet(
                        "Installation to come",
                        unless,
                        new Sight.Unknown<InstallationCa>(),
                        CA,
                        Severity.WAITING,
                        "InstallationNotRead",
                        "waiting for the API server"),
                argumentSet(
                        "Installation forbidden",
                        unless,
                        new Sight.Unreadable<InstallationCa>(forbidden),
                        CA,
                        Severity.DEGRADED,
                        "InstallationForbidden",
                        "resources [installations], verbs [list, watch]"),
                argumentSet(
                        "CA to come",
                        unless,
                        PLAIN,
                        new Sight.Unknown<CaSecret>(),
                        Severity.WAITING,
                        "CANotRead",
                        "waiting"),
                argumentSet(
                        "CA forbidden",
                        unless,
                        PLAIN,
                        new Sight.Unreadable<CaSecret>(forbidden),
                        Severity.DEGRADED,
                        "CAForbidden",
                        "a Role in namespace tigera-operator"),
                argumentSet(
                        "API server broken",
                        unless,
                        PLAIN,
                        new Sight.Unreadable<CaSecret>(broken),
                        Severity.DEGRADED,
                        "CAUnreadable",
                        "etcd is down"),
                argumentSet("garbage", unless, PLAIN, ca("garbage"), Severity.DEGRADED, "CAUnusable", "never replaced"),
                argumentSet("empty", unless, PLAIN, ca(""), Severity.DEGRADED, "CAUnusable", "empty"),
                argumentSet(
                        "no data",
                        unless,
                        PLAIN,
                        new Sight.Found<>(new CaSecret(new CaSecret.Metadata("x", "y", "1", null, null), null)),
                        Severity.DEGRADED,
                        "CAUnusable",
                        "empty"),
                argumentSet("a leaf", unless, PLAIN, leaf, Severity.DEGRADED, "CAUnusable", "is not a CA"),
                argumentSet("expired", unless, PLAIN, expired, Severity.DEGRADED, "CAUnusable", "is valid from"),
                argumentSet(
                        "signer without a name",
                        unless,
                        managed(CORPORATE.certificatePem(), null),
                        CA,
                        Severity.DEGRADED,
                        "CertificateManagementUnusable",
                        "signerName"),
                argumentSet(
                        "signer without a CA",
                        unless,
                        managed(null, "example.com/signer"),
                        CA,
                        Severity.DEGRADED,
                        "CertificateManagementUnusable",
                        "caCert: empty"),
                argumentSet(
                        "signer's CA garbage",
                        unless,
                        managed("garbage", "example.com/signer"),
                        CA,
                        Severity.DEGRADED,
                        "CertificateManagementUnusable",
                        "caCert"));
    }

    @Test
    void createsNoneBeforeItIsCertainThatThereIsNoGoOperator() {
        Authorities authorities = new Authorities(SeenCluster.CA, CaCreation.WITHOUT_GO_OPERATOR);
        Instant certain = NOW.plusSeconds(20);

        assertThat(authorities.find(NO_INSTALLATION, NO_CA, certain, NOW))
                .isInstanceOfSatisfying(Nobody.class, nobody -> {
                    assertThat(nobody.finding().severity()).isEqualTo(Severity.WAITING);
                    assertThat(nobody.lookAgain()).contains(certain);
                });
        assertThat(authorities.find(NO_INSTALLATION, NO_CA, certain, certain)).isEqualTo(new Authority.ToCreate());
        assertThat(authorities.find(NO_INSTALLATION, NO_CA, Instant.MAX, certain))
                .as("served, though there is no Installation yet")
                .isInstanceOf(Nobody.class);
    }

    @Test
    void readsACaCertThatIsWrittenInLines() {
        String inLines = SeenCluster.base64(CORPORATE.certificatePem()).replaceAll("(.{64})", "$1\n");

        assertThat(find(
                        CaCreation.ALLOWED,
                        installation(new CertificateManagement(inLines, "example.com/signer")),
                        NO_CA))
                .isEqualTo(new Authority.Signer("example.com/signer", List.of(CORPORATE.certificate())));
    }

    @Test
    void quotesNothingThatIsNotBase64() {
        Authority found = find(CaCreation.ALLOWED, installation(new CertificateManagement("§secret§", "x/y")), NO_CA);

        assertThat(found)
                .isInstanceOfSatisfying(
                        Nobody.class,
                        nobody -> assertThat(nobody.finding().message())
                                .contains("is not base64")
                                .doesNotContain("secret§"));
    }

    private static Authority find(CaCreation creation, Sight<InstallationCa> installation, Sight<CaSecret> ca) {
        Instant aloneFrom = installation instanceof Sight.NotFound ? NOW : Instant.MAX;
        return new Authorities(SeenCluster.CA, creation).find(installation, ca, aloneFrom, NOW);
    }

    private static Sight<CaSecret> ca(String pem) {
        return new Sight.Found<>(new CaSecret(
                new CaSecret.Metadata("tigera-ca-private", "tigera-operator", "1", null, null),
                new CaSecret.Data(SeenCluster.base64(pem))));
    }

    private static Sight<InstallationCa> managed(@Nullable String caPem, @Nullable String signer) {
        return installation(new CertificateManagement(caPem == null ? null : SeenCluster.base64(caPem), signer));
    }

    private static Sight<InstallationCa> installation(@Nullable CertificateManagement management) {
        return new Sight.Found<>(
                new InstallationCa(new ObjectMeta("default", null, "1"), new InstallationCa.Spec(management)));
    }
}
