package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.Secret;
import io.operatormetrics.kubernetes.HandClock;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.pki.IssuedPair;
import org.junit.jupiter.api.Test;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;

import static io.operatormetrics.operator.certificate.ObservedCluster.CA;
import static io.operatormetrics.operator.certificate.ObservedCluster.SERVER;
import static io.operatormetrics.operator.certificate.Planning.messages;
import static io.operatormetrics.operator.certificate.Planning.reasons;
import static org.assertj.core.api.Assertions.assertThat;

/** The CA: created if missing, adopted no matter who created it, and never replaced. */
class CaInPlaceTest {

    private final Planning planning = Planning.withDefaults();
    private final ObservedCluster cluster = planning.cluster;

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

    /** As long as the inventory cannot be written, plans are made and not carried out. */
    @Test
    void makesOneCaHoweverManyPlansAreNotCarriedOut() {
        CertificatePlan first = planning.plan();
        for (int i = 0; i < 20; i++) {
            planning.clock.turn(Duration.ofMinutes(10));
            assertThat(planning.plan().createOnly()).isEqualTo(first.createOnly());
        }

        assertThat(planning.casMade).isOne();
        planning.settle();
        assertThat(caInPlace())
                .isEqualTo(StoredCertificate.of(
                                ObservedCluster.seen((Secret) first.createOnly().getFirst()))
                        .chain()
                        .getFirst());
    }

    @Test
    void createsNothingWhileTheKeyIsComputed() {
        planning.keyIsComputed = false;
        CertificatePlan early = planning.plan();
        assertThat(early.createOnly()).isEmpty();
        assertThat(early.isComplete()).isFalse();
        assertThat(early.requeueAt()).isPresent();

        planning.keyIsComputed = true;
        assertThat(planning.plan().createOnly()).hasSize(1);
    }

    /** It adopts such a CA all the same: that it is harmful is for a person to change. */
    @Test
    void reportsACaFromWhichTheGoOperatorCannotIssue() {
        cluster.plainInstallation();
        cluster.putCa(TestPairs.authority("tigera-operator-signer"));

        CertificatePlan plan = planning.settle();

        assertThat(Planning.reasons(plan)).containsExactly("CAUnfitForGoOperator");
        assertThat(cluster.held(SERVER).chain()).isNotEmpty();
    }

    @Test
    void adoptsTheCaThatAnotherCreatedFirst() {
        CertificatePlan late = planning.plan();
        CertificateAuthority winner = TestPairs.authority("tigera-operator-signer");
        cluster.putCa(winner);

        cluster.carryOut(late);
        planning.settle();

        assertThat(caInPlace()).isEqualTo(winner.certificate());
        assertThat(cluster.held(SERVER).chain()).contains(winner.certificate());
    }

    @Test
    void readsTheKeyOfTheCaOnceForBothPairs() {
        cluster.putCa(TestPairs.authority("tigera-operator-signer"));

        planning.settle();

        assertThat(cluster.keyReads).isOne();
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
        assertThat(plan.requeueAt()).contains(HandClock.START.plusSeconds(2));

        planning.clock.turn(Duration.ofSeconds(2));
        assertThat(planning.settle().findings()).isEmpty();
    }

    @Test
    void tellsOfACaWithoutAKeyWhenItIsNeeded() {
        cluster.put(CA, TestPairs.authority("x").certificatePem(), "");

        CertificatePlan plan = planning.reconcile();

        assertThat(reasons(plan)).containsExactly("CAUnusable");
        assertThat(plan.requeueAt()).contains(HandClock.START.plusSeconds(10));
    }

    @Test
    void tellsWhenTheKeyMayNotBeRead() {
        cluster.putCa(TestPairs.authority("tigera-operator-signer"));
        cluster.keyFailure = ApiException.ofCode(403, "secrets \"tigera-ca-private\" is forbidden");

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

    private X509Certificate caInPlace() {
        return cluster.held(CA).chain().getFirst();
    }
}
