package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.Secret;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.PemSecret;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.pki.IssuedPair;
import io.operatormetrics.pki.Renewal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import static io.operatormetrics.operator.certificate.Planning.messages;
import static io.operatormetrics.operator.certificate.Planning.reasons;
import static io.operatormetrics.operator.certificate.SeenCluster.CA;
import static io.operatormetrics.operator.certificate.SeenCluster.CLIENT;
import static io.operatormetrics.operator.certificate.SeenCluster.COPY;
import static io.operatormetrics.operator.certificate.SeenCluster.RECORD;
import static io.operatormetrics.operator.certificate.SeenCluster.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

class CertificatesTest {

    private final Planning planning = Planning.withDefaults();
    private final SeenCluster cluster = planning.cluster;

    @Test
    void makesEverythingInAnEmptyCluster() {
        CertificatePlan last = planning.settle();

        assertThat(cluster.secrets).containsOnlyKeys(CA, SERVER, CLIENT, COPY);
        assertThat(cluster.writes)
                .containsOnlyKeys(CA, SERVER, CLIENT, COPY, RECORD)
                .allSatisfy((key, count) ->
                        assertThat(count).as("writes to %s", key).isOne());
        assertThat(last.findings()).isEmpty();
        assertThat(last.trusted()).containsExactly(caInPlace());
        assertThat(last.lookAgain())
                .contains(Renewal.due(cluster.held(SERVER).chain().getFirst()));
        assertThat(cluster.secrets.get(COPY).getData())
                .isEqualTo(cluster.secrets.get(CLIENT).getData());
    }

    @Test
    void issuesForTheNamesOfTheEndpoint() {
        planning.settle();

        assertThat(LeafNames.alternatives(leaf(SERVER), LeafNames.DNS))
                .containsExactly(
                        "tigera-operator-metrics",
                        "tigera-operator-metrics.tigera-operator",
                        "tigera-operator-metrics.tigera-operator.svc",
                        "tigera-operator-metrics.tigera-operator.svc.cluster.local");
        assertThat(LeafNames.alternatives(leaf(CLIENT), LeafNames.DNS)).containsExactly(CLIENT.name());
        assertThat(leaf(CLIENT).getSubjectX500Principal().getName()).isEqualTo("CN=" + CLIENT.name());
    }

    @Test
    void issuesAClientPairWhoseSecretHasALongerNameThanACommonNameMayHave() {
        String name = "prometheus." + "x".repeat(60) + ".example.org";
        Planning renamed = Planning.with(Map.of("METRICS_CLIENT_TLS_SECRET", name));

        assertThat(reasons(renamed.reconcile())).containsExactly("CAMissing");
        assertThat(renamed.reconcile().desired())
                .filteredOn(object -> object.getMetadata().getName().equals(name))
                .hasSize(2);
    }

    @Test
    void labelsAndAnnotatesAsTheGoOperatorDoes() {
        cluster.putCa(TestPairs.authority("O=Foo, CN=Bar"));
        planning.settle();

        Secret server = cluster.secrets.get(SERVER);
        assertThat(server.getMetadata().getLabels())
                .isEqualTo(Map.of(
                        "app.kubernetes.io/managed-by",
                        "operator-metrics",
                        "certificates.operator.tigera.io/signer",
                        "O-Foo--CN-Bar"));
        assertThat(server.getMetadata().getAnnotations())
                .isEqualTo(Map.of(
                        "certificates.operator.tigera.io/issuer",
                        "O=Foo, CN=Bar",
                        "certificates.operator.tigera.io/signer",
                        "O=Foo, CN=Bar",
                        "certificates.operator.tigera.io/expiry",
                        "2029-02-26T12:00:00Z",
                        "certificates.operator.tigera.io/dns-names",
                        "tigera-operator-metrics,tigera-operator-metrics.tigera-operator,"
                                + "tigera-operator-metrics.tigera-operator.svc,"
                                + "tigera-operator-metrics.tigera-operator.svc.cluster.local",
                        PemSecret.ISSUED_KEY,
                        KeyMark.of(leaf(SERVER).getPublicKey())));
    }

    @Test
    void createsACaThatNothingMarksAsOurs() {
        CertificatePlan plan = planning.plan();

        assertThat(plan.desired()).isEmpty();
        assertThat(plan.createOnly()).singleElement().satisfies(object -> {
            assertThat(object.getMetadata().getName()).isEqualTo("tigera-ca-private");
            assertThat(object.getMetadata().getLabels())
                    .isEqualTo(Map.of("certificates.operator.tigera.io/signer", "tigera-operator-signer"));
            assertThat(object.getMetadata().getOwnerReferences()).isEmpty();
        });
        assertThat(plan.findings())
                .containsExactly(new Finding(
                        Severity.WAITING,
                        "CAMissing",
                        "Secret tigera-operator/tigera-ca-private: not found; creating a CA"));
    }

    @Test
    void offersTheSameCaUntilItIsSeen() {
        assertThat(planning.plan().createOnly()).isEqualTo(planning.plan().createOnly());
    }

    @Test
    void adoptsTheCaOfWhoeverWasFaster() {
        CertificatePlan late = planning.plan();
        CertificateAuthority winner = TestPairs.authority("tigera-operator-signer");
        cluster.putCa(winner);

        cluster.carryOut(late);
        planning.settle();

        assertThat(caInPlace()).isEqualTo(winner.certificate());
        assertThat(cluster.held(SERVER).chain()).contains(winner.certificate());
    }

    @Test
    void writesOnceInAHundredReconciles() {
        planning.settle();
        int before = cluster.allWrites();
        int reads = cluster.keyReads;

        for (int i = 0; i < 100; i++) {
            planning.clock.turn(Duration.ofSeconds(7));
            planning.reconcile();
        }

        assertThat(cluster.allWrites()).isEqualTo(before);
        assertThat(cluster.keyReads).as("the CA's key is read to issue only").isEqualTo(reads);
    }

    @Test
    void readsTheKeyOfTheCaOnceForBothPairs() {
        cluster.putCa(TestPairs.authority("tigera-operator-signer"));

        planning.settle();

        assertThat(cluster.keyReads).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage"})
    void repairsWhatWasDamaged(String instead) {
        planning.settle();
        for (ObjectKey key : List.of(SERVER, CLIENT, COPY)) {
            for (String member : List.of("tls.crt", "tls.key")) {
                Secret before = cluster.secrets.get(key);
                cluster.patch(key, member, instead);

                planning.settle();

                assertThat(cluster.secrets.get(key)).as("%s %s", key, member).isEqualTo(before);
            }
        }
    }

    @Test
    void writesADeletedPairAgainAtOnceAndIssuesAnotherLater() {
        planning.settle();
        X509Certificate first = leaf(SERVER);

        cluster.secrets.remove(SERVER);
        planning.settle();
        assertThat(leaf(SERVER)).as("within a minute it is the same").isEqualTo(first);

        planning.clock.turn(Duration.ofMinutes(1));
        planning.settle();
        cluster.secrets.remove(SERVER);
        planning.settle();
        assertThat(leaf(SERVER)).as("later it is another").isNotEqualTo(first);
    }

    @Test
    void issuesAtMostOncePerPairAndMinuteHoweverOftenItIsAsked() {
        cluster.putCa(TestPairs.authority("tigera-operator-signer"));
        for (int i = 0; i < 59; i++) {
            // Nothing arrives: every apply fails.
            planning.plan();
            planning.clock.turn(Duration.ofSeconds(1));
        }
        assertThat(cluster.keyReads).isOne();

        for (int i = 0; i < 6 * 59; i++) {
            planning.plan();
            planning.clock.turn(Duration.ofSeconds(10));
        }
        assertThat(cluster.keyReads).as("at 0, 1, 3, 7, 15 and 31 minutes").isEqualTo(6);
    }

    @Test
    void rotatesAtItsInstantAndNotBefore() {
        planning.settle();
        X509Certificate first = leaf(SERVER);
        Instant due = Renewal.due(first);

        planning.clock.turnTo(due.minusMillis(1));
        assertThat(planning.settle().lookAgain()).contains(due);
        assertThat(leaf(SERVER)).isEqualTo(first);

        planning.clock.turnTo(due);
        planning.settle();
        assertThat(leaf(SERVER)).isNotEqualTo(first);
        assertThat(leaf(COPY)).isEqualTo(leaf(CLIENT));
    }

    @Test
    void rotatesPairsOfAnAdoptedCaWithAnyName() {
        cluster.putCa(TestPairs.authority("corporate-ca"));
        planning.settle();
        X509Certificate first = leaf(SERVER);

        planning.clock.turnTo(Renewal.due(first));
        planning.restart();
        planning.settle();

        assertThat(leaf(SERVER)).isNotEqualTo(first);
        assertThat(leaf(SERVER).getIssuerX500Principal().getName()).isEqualTo("CN=corporate-ca");
    }

    @Test
    void keepsADuePairWhoseCaEndsWithItAndSaysSo() {
        putBareCa(Duration.ofDays(10));
        planning.settle();
        int before = cluster.allWrites();

        for (int i = 0; i < 100; i++) {
            planning.clock.turn(Duration.ofHours(2));
            planning.reconcile();
        }

        assertThat(cluster.allWrites()).as("one write in 100 reconciles").isEqualTo(before);
        CertificatePlan plan = planning.plan();
        assertThat(reasons(plan)).containsExactly("CAExpiring", "CAExpiring");
        assertThat(messages(plan)).contains("a new CA is needed", SERVER.toString(), CLIENT.toString());
        assertThat(plan.lookAgain())
                .contains(HandClock.START.plus(Duration.ofDays(10)).plusMillis(1));
    }

    @Test
    void leavesAnUnusableCaAloneAndSaysWhatToDo() {
        cluster.put(CA, "garbage", "garbage");

        CertificatePlan plan = planning.reconcile();

        assertThat(plan.desired()).isEmpty();
        assertThat(plan.createOnly()).isEmpty();
        assertThat(reasons(plan)).containsExactly("CAUnusable");
        assertThat(messages(plan)).contains("Secret tigera-operator/tigera-ca-private", "never replaced");
    }

    @Test
    void waitsForACaWhoseMakersClockIsAhead() {
        IssuedPair early = TestPairs.bareAuthority(
                "early", TestPairs.Lifetime.of(HandClock.START.plusSeconds(2), Duration.ofDays(3650)));
        cluster.put(CA, early.certificatePem(), early.keyPem());

        CertificatePlan plan = planning.plan();
        assertThat(reasons(plan)).containsExactly("CANotYetValid");
        assertThat(plan.lookAgain()).contains(HandClock.START.plusSeconds(2));

        planning.clock.turn(Duration.ofSeconds(2));
        assertThat(planning.settle().findings()).isEmpty();
    }

    @Test
    void tellsOfACaWithoutAKeyWhenItIsNeeded() {
        cluster.put(CA, TestPairs.authority("x").certificatePem(), "");

        CertificatePlan plan = planning.reconcile();

        assertThat(reasons(plan)).containsExactly("CAUnusable");
        assertThat(plan.lookAgain()).contains(HandClock.START.plusSeconds(10));
    }

    @Test
    void tellsWhenTheKeyMayNotBeRead() {
        cluster.putCa(TestPairs.authority("tigera-operator-signer"));
        cluster.keyFailure = ApiFailure.ofCode(403, "secrets \"tigera-ca-private\" is forbidden");

        CertificatePlan plan = planning.plan();

        assertThat(plan.findings()).first().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.DEGRADED);
            assertThat(finding.reason()).isEqualTo("CAKeyUnreadable");
            assertThat(finding.message()).contains("403");
        });
    }

    @Test
    void trustsWhomItTrustedWhileTheCaIsGone() {
        planning.settle();
        X509Certificate ca = caInPlace();
        cluster.secrets.remove(CA);
        cluster.plainInstallation();

        CertificatePlan plan = planning.plan();

        assertThat(plan.trusted()).containsExactly(ca);
        assertThat(plan.desired()).isEmpty();
        assertThat(reasons(plan)).containsExactly("CAMissing");
    }

    @Test
    void leavesTheBundleAloneWhileNoCaWasEverSeen() {
        assertThat(planning.plan().trusted()).isEmpty();
    }

    @Test
    void copiesNothingWherePrometheusLivesBesideUs() {
        Planning together = Planning.with(Map.of("PROMETHEUS_NAMESPACE", "tigera-operator"));

        together.reconcile();
        CertificatePlan plan = together.reconcile();

        assertThat(plan.desired())
                .filteredOn(object -> object.getMetadata().getName().equals(CLIENT.name()))
                .hasSize(1);
    }

    @Test
    void wantsNothingOverHttpAndLeavesNothingOfOurs() {
        Planning plain = Planning.with(Map.of("METRICS_SCHEME", "http"));
        planning.settle();
        plain.cluster.secrets.putAll(cluster.secrets);

        CertificatePlan plan = plain.settle();

        assertThat(plain.cluster.secrets).as("the CA is the cluster's").containsOnlyKeys(CA);
        assertThat(plan.findings()).isEmpty();
        assertThat(plain.cluster.writes).isEmpty();
    }

    @Test
    void leavesTheSecretsOfUsersWhenTurnedOff() {
        planning.settle();
        IssuedPair theirs = TestPairs.pair(TestPairs.authority("corporate-ca"), "tigera-operator-metrics");
        // Over ours, so that our mark is still there.
        cluster.patch(SERVER, "tls.crt", theirs.certificatePem());
        cluster.patch(SERVER, "tls.key", theirs.keyPem());

        cluster.carryOut(planning.turnedOff());

        assertThat(cluster.secrets).containsOnlyKeys(CA, SERVER);
    }

    @ParameterizedTest
    @EnumSource(Sights.class)
    void decidesNothingAboutWhatItCannotSee(Sights sights) {
        planning.settle();

        CertificatePlan plan = sights.plan(planning);

        assertThat(reasons(plan)).containsExactly(sights.reason);
        assertThat(plan.createOnly()).isEmpty();
        assertThat(plan.unwanted()).isEmpty();
        assertThat(plan.desired())
                .noneSatisfy(
                        object -> assertThat(object.getMetadata().getName()).isEqualTo(sights.untouched));
    }

    @Test
    void printsNoKey() {
        assertThat(planning.plan().toString())
                .doesNotContain("tls.key", "PRIVATE")
                .contains("createOnly=1");
    }

    private void putBareCa(Duration life) {
        IssuedPair ca = TestPairs.bareAuthority("short", TestPairs.Lifetime.of(HandClock.START, life));
        cluster.put(CA, ca.certificatePem(), ca.keyPem());
    }

    private X509Certificate leaf(ObjectKey key) {
        return cluster.held(key).chain().getFirst();
    }

    private X509Certificate caInPlace() {
        return cluster.held(CA).chain().getFirst();
    }
}
