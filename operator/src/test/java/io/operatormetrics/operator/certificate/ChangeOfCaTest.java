package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.Secret;
import io.operatormetrics.kubernetes.HandClock;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.state.CaRevocation;
import io.operatormetrics.operator.state.CaRotationSecret;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.pki.IssuedPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import static io.operatormetrics.operator.certificate.ObservedCluster.CLIENT;
import static io.operatormetrics.operator.certificate.ObservedCluster.COPY;
import static io.operatormetrics.operator.certificate.ObservedCluster.RECORD;
import static io.operatormetrics.operator.certificate.ObservedCluster.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

class ChangeOfCaTest {

    private static final Duration OVERLAP = Duration.ofMinutes(10);
    private static final Instant START = HandClock.START;

    private final CertificateAuthority previous = TestPairs.authority("previous");
    private final CertificateAuthority next = TestPairs.authority("next");
    private Planning planning = Planning.withDefaults();

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"in one go", "restarted before each step"})
    void neverLeavesPrometheusWithACertificateThatNobodyTrusts(String how) {
        boolean restarts = how.startsWith("restarted");
        planning.cluster.putCa(previous);
        planning.settle();

        planning.cluster.putCa(next);
        assertThat(settled(restarts).trusted())
                .as("both are published at once")
                .containsExactly(previous.certificate(), next.certificate());
        assertIssuedBy(previous);

        planning.clock.turnTo(START.plus(OVERLAP).minusSeconds(1));
        assertThat(settled(restarts).requeueAt()).contains(START.plus(OVERLAP));
        assertIssuedBy(previous);

        planning.clock.turnTo(START.plus(OVERLAP));
        assertThat(settled(restarts).trusted())
                .as("new pairs, and the previous CA stays")
                .containsExactly(next.certificate(), previous.certificate());
        assertIssuedBy(next);

        Instant end = START.plus(OVERLAP).plus(OVERLAP);
        planning.clock.turnTo(end.minusSeconds(1));
        assertThat(settled(restarts).requeueAt()).contains(end);

        planning.clock.turnTo(end);
        assertThat(settled(restarts).trusted()).containsExactly(next.certificate());
        assertIssuedBy(next);
        Secret record = planning.cluster.records.get(RECORD);
        assertThat(record.getData())
                .containsEntry(CaRotationSecret.PREVIOUS, "")
                .containsEntry(CaRotationSecret.DEADLINE, "");
        assertThat(record.getType()).isEqualTo("Opaque");
        assertThat(record.getMetadata().getLabels()).containsOnlyKeys("app.kubernetes.io/managed-by");
        assertThat(record.getMetadata().getAnnotations()).containsOnlyKeys("operator-metrics/instance");
    }

    @Test
    void takesNoLongerBecauseTheClockIsSetBack() {
        planning.cluster.putCa(previous);
        planning.settle();
        planning.cluster.putCa(next);
        planning.settle();
        Duration whole = OVERLAP.plus(CaRotationPlanner.ROUNDING);

        Instant setBack = START.minus(Duration.ofMinutes(4));
        planning.clock.turnTo(setBack);
        assertThat(planning.settle().requeueAt()).contains(setBack.plus(whole));
        assertIssuedBy(previous);
        planning.nanoTime += whole.toNanos();
        planning.settle();
        assertIssuedBy(next);

        planning.nanoTime += whole.toNanos();
        assertThat(planning.settle().trusted()).containsExactly(next.certificate());
    }

    @Test
    void writesEachObjectOncePerStep() {
        planning.cluster.putCa(previous);
        planning.settle();
        planning.cluster.writes.clear();

        planning.cluster.putCa(next);
        for (int i = 0; i < 25 * 60; i += 10) {
            planning.settle();
            planning.clock.turn(Duration.ofSeconds(10));
        }

        assertThat(planning.cluster.writes).isEqualTo(Map.of(RECORD, 3, SERVER, 1, CLIENT, 1, COPY, 1));
    }

    /** One that cannot be changed would be deleted for that. */
    @Test
    void writesTheClientCopyWhileItWaitsOnlyWhereItDoesNotHoldThePair() {
        planning.cluster.putCa(previous);
        assertThat(writesCopy(planning.settle())).isTrue();

        planning.cluster.putCa(next);
        planning.settle();
        assertThat(writesCopy(planning.settle())).as("published, and waiting").isFalse();
        planning.cluster.patch(COPY, "tls.key", "damaged");
        assertThat(writesCopy(planning.plan())).as("without its key").isTrue();
        planning.settle();

        planning.clock.turn(OVERLAP);
        assertThat(writesCopy(planning.reconcile())).as("the new pair").isTrue();
        planning.settle();
        assertThat(writesCopy(planning.plan())).as("issued, and waiting").isFalse();

        planning.clock.turn(OVERLAP);
        assertThat(writesCopy(planning.settle())).isTrue();
    }

    private static boolean writesCopy(CertificatePlan plan) {
        return plan.desired().stream()
                .anyMatch(object -> COPY.namespace().equals(object.getMetadata().getNamespace()));
    }

    @Test
    void doesAllAtOnceWithoutAnOverlap() {
        planning = Planning.with(Map.of("METRICS_CA_OVERLAP", "0"));
        planning.cluster.putCa(previous);
        planning.settle();

        planning.cluster.putCa(next);

        assertThat(planning.settle().trusted()).containsExactly(next.certificate());
        assertIssuedBy(next);
    }

    @Test
    void issuesInItsOwnTimeThoughThePairsAreFresh() {
        planning = Planning.with(Map.of("METRICS_CA_OVERLAP", "3s"));
        planning.cluster.putCa(previous);
        planning.settle();

        planning.cluster.putCa(next);
        planning.settle();
        planning.clock.turn(Duration.ofSeconds(3));
        planning.settle();
        assertIssuedBy(next);
        planning.clock.turn(Duration.ofSeconds(3));

        assertThat(planning.settle().trusted()).containsExactly(next.certificate());
    }

    @Test
    void issuesOncePerMinuteForEachOfTwoCasThatAreWrittenInTurns() {
        planning = Planning.with(Map.of("METRICS_CA_OVERLAP", "0"));

        for (int i = 0; i < 50; i++) {
            planning.cluster.putCa(i % 2 == 0 ? previous : next);
            planning.settle();
            planning.clock.turn(Duration.ofSeconds(1));
        }

        assertThat(planning.cluster.keyReads).isEqualTo(2);
    }

    @Test
    void waitsForACopyThatIsNotWritten() {
        planning.cluster.putCa(previous);
        planning.settle();
        var stale = planning.cluster.secrets.get(COPY);
        planning.cluster.putCa(next);
        planning.settle();

        for (int i = 0; i < 60; i++) {
            planning.clock.turn(Duration.ofMinutes(1));
            planning.reconcile();
            planning.cluster.secrets.put(COPY, stale);
        }
        assertThat(planning.cluster.recorded()).isInstanceOf(CaRotation.Announced.class);

        planning.settle();
        assertThat(planning.cluster.recorded()).isInstanceOf(CaRotation.Reissued.class);
    }

    @Test
    void waitsForNewPairsUntilTheyAreSeen() {
        // Without a copy, that a change could wait for instead.
        planning = Planning.with(Map.of("PROMETHEUS_NAMESPACE", "tigera-operator"));
        planning.cluster.putCa(previous);
        planning.settle();
        planning.cluster.putCa(next);
        planning.settle();
        planning.clock.turn(OVERLAP);

        CertificatePlan plan = planning.plan();
        assertThat(phases(plan)).as("planned, but not there").containsExactly("Announced");

        planning.cluster.carryOut(plan);
        assertThat(phases(planning.plan())).as("there").containsExactly("Reissued");
    }

    @Test
    void doesNotWaitForPairsOfOthers() {
        IssuedPair theirs = TestPairs.serverPair(previous);
        planning.cluster.putCa(previous);
        planning.cluster.put(SERVER, theirs.certificatePem(), theirs.keyPem());
        planning.cluster.put(CLIENT, theirs.certificatePem(), theirs.keyPem());
        planning.settle();
        planning.cluster.putCa(next);
        planning.settle();

        planning.clock.turn(OVERLAP);
        planning.settle();
        planning.clock.turn(OVERLAP);
        CertificatePlan plan = planning.settle();

        assertThat(planning.cluster.recorded()).isEqualTo(new CaRotation.Settled(List.of(next.certificate())));
        assertThat(Planning.reasons(plan))
                .as("the previous CA is trusted for the server, because the server's chain holds it")
                .containsExactly("ClientCertificateNotTrusted");
        assertThat(plan.trusted()).containsExactly(previous.certificate(), next.certificate());
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "current-ca.crt, garbage",
        "current-ca.crt, ''",
        "previous-cas.crt, garbage",
        "phase, Sideways",
        "deadline, soon",
        "deadline, ''",
    })
    void writesADamagedRecordAnewFromWhatItObserved(String member, String damage) {
        changeCa();
        Secret before = planning.cluster.records.get(RECORD);
        planning.cluster.patch(RECORD, member, damage);

        CertificatePlan plan = planning.settle();

        assertThat(planning.cluster.records.get(RECORD)).isEqualTo(before);
        assertThat(plan.trusted()).containsExactly(previous.certificate(), next.certificate());
        assertThat(Planning.reasons(plan)).containsExactly("CARecordChanged");
        assertThat(Planning.messages(plan)).contains("Secret " + RECORD, "it is damaged");

        planning.clock.turn(Duration.ofMinutes(61));
        assertThat(planning.settle().findings()).as("said for an hour").isEmpty();
    }

    @Test
    void believesNoDamagedRecordAtTheStart() {
        changeCa();
        planning.cluster.patch(RECORD, "previous-cas.crt", "garbage");
        planning.restart();

        CertificatePlan plan = planning.settle();

        assertThat(planning.cluster.recorded()).isEqualTo(new CaRotation.Settled(List.of(next.certificate())));
        assertThat(plan.trusted()).containsExactly(next.certificate());
        assertIssuedBy(next);
    }

    @Test
    void believesNothingThatIsWrittenIntoTheRecordAfterTheStart() {
        planning.cluster.putCa(next);
        planning.settle();
        Secret before = planning.cluster.records.get(RECORD);
        putRecord(new CaRotation.Announced(
                List.of(next.certificate()), List.of(previous.certificate()), START.plus(OVERLAP)));

        CertificatePlan plan = planning.settle();

        assertThat(plan.trusted()).containsExactly(next.certificate());
        assertThat(planning.cluster.records.get(RECORD)).isEqualTo(before);
        assertThat(Planning.reasons(plan)).containsExactly("CARecordChanged");
        assertThat(Planning.messages(plan))
                .contains("names a CA that is not trusted", CaRevocation.fingerprint(previous.certificate()));
    }

    @Test
    void endsTheOverlapWhenSomebodyWritesThatItIsOver() {
        changeCa();
        putRecord(new CaRotation.Settled(List.of(next.certificate())));

        CertificatePlan plan = planning.settle();

        assertThat(plan.trusted()).containsExactly(next.certificate());
        assertIssuedBy(next);
        assertThat(Planning.reasons(plan)).containsExactly("CARecordChanged");
    }

    @Test
    void boundsADeadlineFarAhead() {
        planning.cluster.putCa(previous);
        planning.settle();
        planning.cluster.putCa(next);
        putRecord(new CaRotation.Announced(
                List.of(next.certificate()), List.of(previous.certificate()), Instant.parse("2099-01-01T00:00:00Z")));
        planning.restart();

        assertThat(Planning.reasons(planning.settle())).containsExactly("CARecordChanged");
        assertThat(planning.cluster.recorded().deadline().orElseThrow())
                .isBeforeOrEqualTo(START.plus(OVERLAP).plusSeconds(1));
        planning.clock.turn(OVERLAP.plusSeconds(1));
        planning.settle();
        assertIssuedBy(next);
        planning.clock.turn(OVERLAP.plusSeconds(1));
        assertThat(planning.settle().trusted()).containsExactly(next.certificate());
    }

    @Test
    void forgetsThePreviousCaWithARestartWhereTheCaIsNotBesideItsRecord() {
        planning = Planning.with(Map.of("METRICS_CA_NAMESPACE", "tigera-operator", "OPERATOR_NAMESPACE", "elsewhere"));
        NamespacedName record = new NamespacedName("elsewhere", RECORD.name());
        planning.cluster.recordKey = record;
        planning.cluster.putCa(next);
        planning.cluster.records.put(
                record,
                CaRotationCodec.render(
                        planning.identity(),
                        planning.cluster.inputs().managedMetadata(),
                        new CaRotation.Announced(
                                List.of(next.certificate()), List.of(previous.certificate()), START.plus(OVERLAP))));

        assertThat(planning.plan().trusted()).containsExactly(next.certificate());
    }

    @Test
    void endsThePreviousCaByAnAnnotationThatNamesTheCurrentOne() {
        changeCa();
        planning.cluster.revocation = CaRevocation.fingerprint(previous.certificate());
        CertificatePlan ignored = planning.settle();
        assertThat(ignored.trusted()).containsExactly(previous.certificate(), next.certificate());
        assertThat(Planning.reasons(ignored)).containsExactly("RevocationIgnored");
        assertThat(Planning.messages(ignored)).contains(CaRevocation.fingerprint(next.certificate()));

        planning.cluster.revocation =
                CaRevocation.fingerprint(next.certificate()).toUpperCase(Locale.ROOT);
        CertificatePlan plan = planning.settle();

        assertThat(plan.trusted()).containsExactly(next.certificate());
        assertThat(plan.findings()).isEmpty();
        assertIssuedBy(next);
        assertThat(planning.cluster.recorded()).isEqualTo(new CaRotation.Settled(List.of(next.certificate())));
    }

    @Test
    void endsThePreviousCaWhenItIsStartedWithoutAnOverlap() {
        changeCa();
        Planning atOnce = Planning.with(Map.of("METRICS_CA_OVERLAP", "0"));
        atOnce.cluster.secrets.putAll(planning.cluster.secrets);
        atOnce.cluster.records.putAll(planning.cluster.records);

        assertThat(atOnce.settle().trusted()).containsExactly(next.certificate());
        assertThat(atOnce.cluster.recorded()).isEqualTo(new CaRotation.Settled(List.of(next.certificate())));
    }

    @Test
    void goesOnFromWhatItSawWhileAnotherReplicaLed() {
        planning.cluster.putCa(previous);
        planning.settle();
        Planning standby = Planning.withDefaults();
        standby.cluster.secrets.putAll(planning.cluster.secrets);
        standby.cluster.records.putAll(planning.cluster.records);
        standby.follow();
        standby.cluster.putCa(next);
        standby.follow();

        CertificatePlan plan = standby.settle();

        assertThat(plan.trusted()).containsExactly(previous.certificate(), next.certificate());
        assertThat(plan.findings()).isEmpty();
    }

    private void changeCa() {
        planning.cluster.putCa(previous);
        planning.settle();
        planning.cluster.putCa(next);
        planning.settle();
    }

    /** As somebody else does. */
    private void putRecord(CaRotation state) {
        planning.cluster.records.put(
                RECORD,
                CaRotationCodec.render(
                        planning.identity(), planning.cluster.inputs().managedMetadata(), state));
    }

    @Test
    void goesOverToTheSignerOfTheInstallationTheSameWay() {
        planning.cluster.putCa(previous);
        planning.settle();

        planning.cluster.manageCertificates(next.certificatePem(), "example.com/signer");
        CertificatePlan plan = planning.settle();

        assertThat(plan.trusted()).containsExactly(previous.certificate(), next.certificate());
        assertIssuedBy(previous);
        assertThat(planning.cluster.requests).isEmpty();

        planning.clock.turn(OVERLAP);
        planning.settle();
        assertThat(planning.cluster.requests).hasSize(2);
    }

    private static List<String> phases(CertificatePlan plan) {
        return plan.desired().stream()
                .filter(object -> object.getMetadata().getName().equals(RECORD.name()))
                .map(object -> ObservedCluster.plain((Secret) object, CaRotationSecret.PHASE))
                .toList();
    }

    private CertificatePlan settled(boolean restarts) {
        if (restarts) {
            planning.restart();
        }
        return planning.settle();
    }

    private void assertIssuedBy(CertificateAuthority authority) {
        for (NamespacedName key : List.of(SERVER, CLIENT, COPY)) {
            List<X509Certificate> chain = planning.cluster.held(key).chain();
            assertThat(chain).as(key.toString()).hasSize(2).contains(authority.certificate());
        }
    }
}
