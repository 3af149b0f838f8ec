package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.Secret;
import io.operatormetrics.kubernetes.HandClock;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.pki.IssuedPair;
import io.operatormetrics.pki.Renewal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static io.operatormetrics.operator.certificate.ObservedCluster.CA;
import static io.operatormetrics.operator.certificate.ObservedCluster.CLIENT;
import static io.operatormetrics.operator.certificate.ObservedCluster.COPY;
import static io.operatormetrics.operator.certificate.ObservedCluster.RECORD;
import static io.operatormetrics.operator.certificate.ObservedCluster.SERVER;
import static io.operatormetrics.operator.certificate.Planning.messages;
import static io.operatormetrics.operator.certificate.Planning.reasons;
import static org.assertj.core.api.Assertions.assertThat;

/** Pairs of ours through time: steady, repaired, rotated at their instant, and issued no more often than they must be. */
class PairLifeTest {

    private final Planning planning = Planning.withDefaults();
    private final ObservedCluster cluster = planning.cluster;

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

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage"})
    void repairsWhatWasDamaged(String instead) {
        planning.settle();
        for (NamespacedName key : List.of(SERVER, CLIENT, COPY)) {
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
        assertThat(planning.settle().requeueAt()).contains(due);
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
        IssuedPair ca = TestPairs.bareAuthority("short", TestPairs.Lifetime.days(10));
        cluster.put(CA, ca.certificatePem(), ca.keyPem());
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
        assertThat(plan.requeueAt())
                .contains(HandClock.START.plus(Duration.ofDays(10)).plusMillis(1));
    }

    @Test
    void writesOnceInAHundredReconcilesUnderACaWithoutAKeyIdentifier() {
        IssuedPair ca = TestPairs.bareAuthority("bare", TestPairs.Lifetime.days(3650));
        assertThat(ca.leaf().getExtensionValue("2.5.29.14"))
                .as("subject key identifier")
                .isNull();
        cluster.put(CA, ca.certificatePem(), ca.keyPem());
        planning.settle();

        for (int i = 0; i < 100; i++) {
            planning.clock.turn(Duration.ofSeconds(7));
            assertThat(planning.reconcile().findings()).isEmpty();
        }

        assertThat(cluster.writes)
                .containsOnlyKeys(SERVER, CLIENT, COPY, RECORD)
                .allSatisfy((key, count) ->
                        assertThat(count).as("writes to %s", key).isOne());
    }

    private X509Certificate leaf(NamespacedName key) {
        return cluster.held(key).chain().getFirst();
    }
}
