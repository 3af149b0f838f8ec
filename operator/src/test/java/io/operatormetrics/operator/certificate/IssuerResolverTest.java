package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.HandClock;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import io.operatormetrics.operator.certificate.Issuer.Unavailable;
import io.operatormetrics.operator.settings.CertificateSettings.CaCreation;
import io.operatormetrics.operator.state.CaSecret;
import io.operatormetrics.operator.state.Installation;
import io.operatormetrics.operator.state.Installation.CertificateManagement;
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

class IssuerResolverTest {

    private static final Instant NOW = HandClock.START;
    private static final CertificateAuthority OWN = TestPairs.authority("own");
    private static final CertificateAuthority CORPORATE = TestPairs.authority("corporate");
    private static final Observed<Installation> NO_INSTALLATION = new Observed.Absent<>();
    private static final Observed<Installation> PLAIN = installation(null);
    private static final Observed<CaSecret> NO_CA = new Observed.Absent<>();
    private static final Observed<CaSecret> CA = ca(OWN.certificatePem());
    private static final Observed<Installation> MANAGED = managed(CORPORATE.certificatePem(), "example.com/signer");

    @ParameterizedTest
    @MethodSource("known")
    void knowsWhoSigns(
            CaCreation creation, Observed<Installation> installation, Observed<CaSecret> ca, Issuer expected) {
        assertThat(find(creation, installation, ca)).isEqualTo(expected);
    }

    static Stream<Arguments> known() {
        Issuer own = new Issuer.OwnCa(List.of(OWN.certificate()));
        Issuer signer = new Issuer.Signer("example.com/signer", List.of(CORPORATE.certificate()));
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
                        new Issuer.OwnCa(List.of(CORPORATE.certificate(), OWN.certificate()))),
                argumentSet("no CA, may create", CaCreation.ALLOWED, PLAIN, NO_CA, new Issuer.Missing()),
                argumentSet("no CA, alone", unless, NO_INSTALLATION, NO_CA, new Issuer.Missing()));
    }

    @ParameterizedTest
    @MethodSource("unknown")
    void saysWhatIsMissing(
            CaCreation creation,
            Observed<Installation> installation,
            Observed<CaSecret> ca,
            Severity severity,
            String reason,
            String words) {
        assertThat(find(creation, installation, ca)).isInstanceOfSatisfying(Unavailable.class, unavailable -> {
            assertThat(unavailable.finding().severity()).isEqualTo(severity);
            assertThat(unavailable.finding().reason()).isEqualTo(reason);
            assertThat(unavailable.finding().message()).contains(words);
        });
    }

    static Stream<Arguments> unknown() {
        ApiException forbidden = ApiException.ofCode(403, "forbidden");
        ApiException broken = ApiException.ofCode(500, "etcd is down");
        Observed<CaSecret> leaf = ca(TestPairs.pair(OWN, "leaf").certificatePem());
        Observed<CaSecret> expired =
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
                        new Observed.Pending<Installation>(),
                        CA,
                        Severity.WAITING,
                        "InstallationNotRead",
                        "waiting for the API server"),
                argumentSet(
                        "Installation forbidden",
                        unless,
                        new Observed.Unreadable<Installation>(forbidden),
                        CA,
                        Severity.DEGRADED,
                        "InstallationForbidden",
                        "resources [installations], verbs [list, watch]"),
                argumentSet(
                        "CA to come",
                        unless,
                        PLAIN,
                        new Observed.Pending<CaSecret>(),
                        Severity.WAITING,
                        "CANotRead",
                        "waiting"),
                argumentSet(
                        "CA forbidden",
                        unless,
                        PLAIN,
                        new Observed.Unreadable<CaSecret>(forbidden),
                        Severity.DEGRADED,
                        "CAForbidden",
                        "a Role in namespace tigera-operator"),
                argumentSet(
                        "API server broken",
                        unless,
                        PLAIN,
                        new Observed.Unreadable<CaSecret>(broken),
                        Severity.DEGRADED,
                        "CAUnreadable",
                        "etcd is down"),
                argumentSet("garbage", unless, PLAIN, ca("garbage"), Severity.DEGRADED, "CAUnusable", "never replaced"),
                argumentSet("empty", unless, PLAIN, ca(""), Severity.DEGRADED, "CAUnusable", "empty"),
                argumentSet(
                        "no data",
                        unless,
                        PLAIN,
                        new Observed.Present<>(new CaSecret(new CaSecret.Metadata("x", "y", "1", null, null), null)),
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
        IssuerResolver issuerResolver = new IssuerResolver(ObservedCluster.CA, CaCreation.WITHOUT_GO_OPERATOR);
        Instant certain = NOW.plusSeconds(20);

        assertThat(issuerResolver.find(NO_INSTALLATION, NO_CA, certain, NOW))
                .isInstanceOfSatisfying(Unavailable.class, unavailable -> {
                    assertThat(unavailable.finding().severity()).isEqualTo(Severity.WAITING);
                    assertThat(unavailable.requeueAt()).contains(certain);
                });
        assertThat(issuerResolver.find(NO_INSTALLATION, NO_CA, certain, certain))
                .isEqualTo(new Issuer.Missing());
        assertThat(issuerResolver.find(NO_INSTALLATION, NO_CA, Instant.MAX, certain))
                .as("served, though there is no Installation yet")
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void readsACaCertThatIsWrittenInLines() {
        String inLines = ObservedCluster.base64(CORPORATE.certificatePem()).replaceAll("(.{64})", "$1\n");

        assertThat(find(
                        CaCreation.ALLOWED,
                        installation(new CertificateManagement(inLines, "example.com/signer")),
                        NO_CA))
                .isEqualTo(new Issuer.Signer("example.com/signer", List.of(CORPORATE.certificate())));
    }

    @Test
    void quotesNothingThatIsNotBase64() {
        Issuer found = find(CaCreation.ALLOWED, installation(new CertificateManagement("§secret§", "x/y")), NO_CA);

        assertThat(found)
                .isInstanceOfSatisfying(
                        Unavailable.class,
                        unavailable -> assertThat(unavailable.finding().message())
                                .contains("is not base64")
                                .doesNotContain("secret§"));
    }

    private static Issuer find(CaCreation creation, Observed<Installation> installation, Observed<CaSecret> ca) {
        Instant aloneFrom = installation instanceof Observed.Absent ? NOW : Instant.MAX;
        return new IssuerResolver(ObservedCluster.CA, creation).find(installation, ca, aloneFrom, NOW);
    }

    private static Observed<CaSecret> ca(String pem) {
        return new Observed.Present<>(new CaSecret(
                new CaSecret.Metadata("tigera-ca-private", "tigera-operator", "1", null, null),
                new CaSecret.Data(ObservedCluster.base64(pem))));
    }

    private static Observed<Installation> managed(@Nullable String caPem, @Nullable String signer) {
        return installation(new CertificateManagement(caPem == null ? null : ObservedCluster.base64(caPem), signer));
    }

    private static Observed<Installation> installation(@Nullable CertificateManagement management) {
        return new Observed.Present<>(
                new Installation(new ObjectMeta("default", null, "1"), new Installation.Spec(null, management), null));
    }
}
