package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.Secret;
import io.operatormetrics.kubernetes.HandClock;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.state.TlsSecret;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.pki.IssuedPair;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static io.operatormetrics.operator.certificate.ObservedCluster.CLIENT;
import static io.operatormetrics.operator.certificate.ObservedCluster.COPY;
import static io.operatormetrics.operator.certificate.ObservedCluster.SERVER;
import static io.operatormetrics.operator.certificate.Planning.messages;
import static io.operatormetrics.operator.certificate.Planning.reasons;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/** Pairs that users or the Go operator put there: used if they serve, reported if not, written never. */
class ForeignPairsTest {

    private static final KeyPurposeId FOR_SERVERS = KeyPurposeId.id_kp_serverAuth;
    private static final KeyPurposeId FOR_CLIENTS = KeyPurposeId.id_kp_clientAuth;
    private static final CertificateAuthority CORPORATE = TestPairs.authority("corporate-ca");
    private static final CertificateAuthority CLUSTER = TestPairs.authority("cluster-ca");
    private static final Instant LONG_AGO = HandClock.START.minus(Duration.ofDays(100));

    private final Planning planning = Planning.withDefaults();
    private final ObservedCluster cluster = planning.cluster;

    /** A pair as a Secret holds it. */
    record Pem(String certificate, String key) {
        static Pem of(IssuedPair pair) {
            return new Pem(pair.certificatePem(), pair.keyPem());
        }

        @Override
        public String toString() {
            return "a pair";
        }
    }

    @ParameterizedTest
    @MethodSource("bad")
    void isReportedAndNeverWrittenAndTheRestGoesOn(NamespacedName key, Pem pair, String reason, String words) {
        cluster.putCa(CLUSTER);
        cluster.put(key, pair.certificate(), pair.key());
        Secret before = cluster.secrets.get(key);

        CertificatePlan plan = planning.settle();

        assertThat(plan.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.DEGRADED);
            assertThat(finding.reason()).isEqualTo(reason);
            assertThat(finding.message()).contains("Secret " + key, words).doesNotContain("MII", "garbage");
        });
        assertThat(cluster.secrets.get(key)).isSameAs(before);
        NamespacedName other = key.equals(SERVER) ? CLIENT : SERVER;
        assertThat(cluster.held(other).owner()).isEqualTo(CertificateOwner.OURS);
    }

    static Stream<Arguments> bad() {
        Pem expired =
                odd(CORPORATE, TestPairs.Lifetime.of(LONG_AGO, Duration.ofDays(99)), TestPairs.ENDPOINT, FOR_SERVERS);
        Pem early = odd(
                CORPORATE,
                TestPairs.Lifetime.of(HandClock.START.plusSeconds(1), Duration.ofDays(9)),
                TestPairs.ENDPOINT,
                FOR_SERVERS);
        Pem forClients = odd(CORPORATE, TestPairs.Lifetime.days(365), TestPairs.ENDPOINT, FOR_CLIENTS);
        Pem misnamed = Pem.of(TestPairs.pair(CORPORATE, "example.org"));
        Pem good = Pem.of(TestPairs.serverPair(CORPORATE));
        Pem other = Pem.of(TestPairs.serverPair(CORPORATE));
        Pem lone = new Pem(leafOnly(good.certificate()), good.key());
        Pem clientsExpired =
                odd(CLUSTER, TestPairs.Lifetime.of(LONG_AGO, Duration.ofDays(99)), List.of("x"), FOR_CLIENTS);
        Pem clientForServers = odd(CLUSTER, TestPairs.Lifetime.days(365), List.of("x"), FOR_SERVERS);
        Pem goExpired = odd(
                TestPairs.authority("tigera-operator-signer@1"),
                TestPairs.Lifetime.of(LONG_AGO, Duration.ofDays(99)),
                TestPairs.ENDPOINT,
                FOR_SERVERS,
                FOR_CLIENTS);
        String replace = "put a pair that serves in its place, or delete the Secret";
        return Stream.of(
                argumentSet("expired", SERVER, expired, "ServerCertificateExpired", replace),
                argumentSet("not yet valid", SERVER, early, "ServerCertificateNotYetValid", replace),
                argumentSet("wrong use", SERVER, forClients, "ServerCertificateWrongExtendedKeyUsage", "serverAuth"),
                argumentSet(
                        "wrong name",
                        SERVER,
                        misnamed,
                        "ServerCertificateDNSNamesMissing",
                        TestPairs.ENDPOINT.toString()),
                argumentSet(
                        "one name of four",
                        SERVER,
                        Pem.of(TestPairs.pair(CORPORATE, TestPairs.ENDPOINT.getFirst())),
                        "ServerCertificateDNSNamesMissing",
                        TestPairs.ENDPOINT.subList(1, 4).toString()),
                argumentSet("no key", SERVER, new Pem(good.certificate(), ""), "ServerCertificateMissing", replace),
                argumentSet("no certificate", SERVER, new Pem("", good.key()), "ServerCertificateMissing", replace),
                argumentSet(
                        "another's key",
                        SERVER,
                        new Pem(good.certificate(), other.key()),
                        "ServerCertificateKeyMismatch",
                        replace),
                argumentSet("garbage", SERVER, new Pem("garbage", "garbage"), "ServerCertificateUnparseable", replace),
                argumentSet(
                        "no CA", SERVER, lone, "ServerCertificateChainIncomplete", "append the certificate of its CA"),
                argumentSet("client expired", CLIENT, clientsExpired, "ClientCertificateExpired", replace),
                argumentSet(
                        "client for servers",
                        CLIENT,
                        clientForServers,
                        "ClientCertificateWrongExtendedKeyUsage",
                        "clientAuth"),
                argumentSet("client of another CA", CLIENT, good, "ClientCertificateNotTrusted", "corporate-ca"),
                argumentSet("client garbage", CLIENT, new Pem("garbage", ""), "ClientCertificateMissing", replace),
                argumentSet("copy of another CA", COPY, good, "ClientCertificateNotTrusted", "corporate-ca"),
                argumentSet("the Go operator's", SERVER, goExpired, "ServerCertificateExpired", "Tigera operator's"));
    }

    @Test
    void goodOnesAreUsed() {
        Pem server = odd(CORPORATE, TestPairs.Lifetime.days(365), TestPairs.ENDPOINT, FOR_SERVERS);
        Pem client = odd(CLUSTER, TestPairs.Lifetime.days(365), List.of("prometheus"), FOR_CLIENTS);
        cluster.putCa(CLUSTER);
        cluster.put(SERVER, server.certificate() + CORPORATE.certificatePem(), server.key());
        cluster.put(CLIENT, Map.of("cert", client.certificate(), "key", client.key()));

        CertificatePlan plan = planning.settle();

        assertThat(plan.findings()).isEmpty();
        assertThat(plan.trusted())
                .as("our CA, and that of the server's chain")
                .contains(CLUSTER.certificate(), CORPORATE.certificate());
        Secret copy = cluster.secrets.get(COPY);
        assertThat(copy.getData()).containsOnlyKeys("tls.crt", "tls.key");
        assertThat(ObservedCluster.plain(copy, "tls.crt")).isEqualTo(client.certificate());
        assertThat(copy.getMetadata().getAnnotations())
                .containsKey(TlsSecret.COPIED_KEY)
                .doesNotContainKey(TlsSecret.ISSUED_KEY);
        assertThat(cluster.keyReads).isZero();
    }

    @Test
    void aCopyFollowsTheUsersPair() {
        Pem first = odd(CLUSTER, TestPairs.Lifetime.days(365), List.of("prometheus"), FOR_CLIENTS);
        Pem second = odd(CLUSTER, TestPairs.Lifetime.days(365), List.of("prometheus"), FOR_CLIENTS);
        cluster.putCa(CLUSTER);
        cluster.put(CLIENT, first.certificate(), first.key());
        planning.settle();

        cluster.put(CLIENT, second.certificate(), second.key());
        planning.settle();
        assertThat(ObservedCluster.plain(cluster.secrets.get(COPY), "tls.crt")).isEqualTo(second.certificate());

        cluster.put(CLIENT, "garbage", "garbage");
        planning.settle();
        assertThat(ObservedCluster.plain(cluster.secrets.get(COPY), "tls.crt"))
                .as("the last good one stays")
                .isEqualTo(second.certificate());
    }

    @Test
    void aLoneSelfSignedServerIsTrustedItself() {
        IssuedPair pair = TestPairs.selfSigned(TestPairs.ENDPOINT, FOR_SERVERS);
        cluster.putCa(CLUSTER);
        cluster.put(SERVER, pair.certificatePem(), pair.keyPem());

        CertificatePlan plan = planning.settle();

        assertThat(plan.findings()).isEmpty();
        assertThat(plan.trusted()).containsExactly(pair.leaf(), CLUSTER.certificate());
    }

    @Test
    void warnsBeforeTheEndAndOnlyWhoHasToDoSomething() {
        TestPairs.Lifetime life = TestPairs.Lifetime.days(90);
        Pem users = odd(CORPORATE, life, TestPairs.ENDPOINT, FOR_SERVERS);
        Pem operators =
                odd(TestPairs.authority("tigera-operator-signer"), life, TestPairs.ENDPOINT, FOR_SERVERS, FOR_CLIENTS);
        CertificateAuthority ca = TestPairs.authority("cluster-ca", HandClock.START);
        cluster.putCa(ca);
        cluster.put(SERVER, users.certificate() + CORPORATE.certificatePem(), users.key());

        assertThat(planning.settle().requeueAt()).contains(life.end().minus(Duration.ofDays(30)));
        planning.clock.turnTo(life.end().minus(Duration.ofDays(30)));
        CertificatePlan plan = planning.settle();
        assertThat(plan.findings())
                .extracting(Finding::severity, Finding::reason)
                .containsExactly(tuple(Severity.WARNING, "ServerCertificateExpiring"));
        assertThat(messages(plan)).contains("ends at " + life.end());

        cluster.put(SERVER, operators.certificate() + CORPORATE.certificatePem(), operators.key());
        assertThat(reasons(planning.settle())).doesNotContain("ServerCertificateExpiring");
    }

    @ParameterizedTest
    @EnumSource(Sharer.class)
    void usesWhatTheGoOperatorMade(Sharer sharer) {
        CertificateAuthority ca = TestPairs.authority("tigera-operator-signer");
        Pem server = Pem.of(TestPairs.serverPair(ca));
        Pem client = Pem.of(TestPairs.pair(ca, CLIENT.name()));
        cluster.putCa(ca);
        cluster.put(SERVER, server.certificate(), server.key());
        cluster.put(CLIENT, client.certificate(), client.key());
        if (sharer == Sharer.COPIES_TOO) {
            cluster.put(COPY, client.certificate(), client.key());
        }

        CertificatePlan plan = planning.settle();

        assertThat(plan.findings()).isEmpty();
        assertThat(cluster.writes.keySet())
                .doesNotContain(SERVER, CLIENT)
                .satisfies(written -> assertThat(written.contains(COPY)).isEqualTo(sharer == Sharer.COPIES_NOT));
    }

    /** Whether the Go operator put its client pair into Prometheus's namespace as well. */
    enum Sharer {
        COPIES_TOO,
        COPIES_NOT
    }

    @Test
    void aUserWhoReplacesOurDataMakesItHis() {
        cluster.putCa(CLUSTER);
        planning.settle();
        Pem theirs = Pem.of(TestPairs.serverPair(CLUSTER));
        cluster.patch(SERVER, "tls.crt", theirs.certificate());
        cluster.patch(SERVER, "tls.key", theirs.key());
        Secret before = cluster.secrets.get(SERVER);

        planning.clock.turn(Duration.ofHours(1));
        planning.settle();

        assertThat(cluster.secrets.get(SERVER)).isSameAs(before);
    }

    @Test
    void givesAPairToWhoDeletesABadOne() {
        cluster.putCa(CLUSTER);
        cluster.put(SERVER, "garbage", "garbage");
        assertThat(reasons(planning.settle())).containsExactly("ServerCertificateUnparseable");

        cluster.secrets.remove(SERVER);

        assertThat(planning.settle().findings()).isEmpty();
        assertThat(cluster.held(SERVER).owner()).isEqualTo(CertificateOwner.OURS);
    }

    private static Pem odd(CertificateAuthority by, TestPairs.Lifetime life, List<String> names, KeyPurposeId... uses) {
        KeyPair keys = TestPairs.keys();
        IssuedPair pair =
                new IssuedPair(List.of(TestPairs.leaf(by, keys.getPublic(), life, names, uses)), keys.getPrivate());
        return Pem.of(pair);
    }

    private static String leafOnly(String chainPem) {
        String end = "-----END CERTIFICATE-----\n";
        return chainPem.substring(0, chainPem.indexOf(end) + end.length());
    }
}
