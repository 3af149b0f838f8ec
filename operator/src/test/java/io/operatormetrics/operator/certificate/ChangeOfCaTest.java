package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.operatormetrics.operator.HandClock;
import io.operatormetrics.operator.kube.CaRecord;
import io.operatormetrics.operator.kube.ObjectKey;
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
import java.util.Map;

import static io.operatormetrics.operator.certificate.SeenCluster.CLIENT;
import static io.operatormetrics.operator.certificate.SeenCluster.COPY;
import static io.operatormetrics.operator.certificate.SeenCluster.RECORD;
import static io.operatormetrics.operator.certificate.SeenCluster.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

class ChangeOfCaTest {

    private static final Duration OVERLAP = Duration.ofMinutes(10);
    private static final Instant START = HandClock.START;

    private final CertificateAuthority former = TestPairs.authority("former");
    private final CertificateAuthority next = TestPairs.authority("next");
    private Planning planning = Planning.withDefaults();

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"in one go", "restarted before each step"})
    void neverLeavesPrometheusWithACertificateThatNobodyTrusts(String how) {
        boolean restarts = how.startsWith("restarted");
        planning.cluster.putCa(former);
        planning.settle();

        planning.cluster.putCa(next);
        assertThat(settled(restarts).trusted())
                .as("both are published at once")
                .containsExactly(next.certificate(), former.certificate());
        assertIssuedBy(former);

        planning.clock.turnTo(START.plus(OVERLAP).minusSeconds(1));
        assertThat(settled(restarts).lookAgain()).contains(START.plus(OVERLAP));
        assertIssuedBy(former);

        planning.clock.turnTo(START.plus(OVERLAP));
        assertThat(settled(restarts).trusted())
                .as("new pairs, and the former CA stays")
                .containsExactly(next.certificate(), former.certificate());
        assertIssuedBy(next);

        Instant end = START.plus(OVERLAP).plus(OVERLAP);
        planning.clock.turnTo(end.minusSeconds(1));
        assertThat(settled(restarts).lookAgain()).contains(end);

        planning.clock.turnTo(end);
        assertThat(settled(restarts).trusted()).containsExactly(next.certificate());
        assertIssuedBy(next);
        assertThat(planning.cluster.configMaps.get(RECORD).getData())
                .containsOnlyKeys(CaRecord.PRESENT, CaRecord.PHASE);
    }

    @Test
    void takesNoLongerBecauseTheClockIsSetBack() {
        planning.cluster.putCa(former);
        planning.settle();
        planning.cluster.putCa(next);
        planning.settle();
        Duration whole = OVERLAP.plus(CaChange.ROUNDING);

        Instant setBack = START.minus(Duration.ofMinutes(4));
        planning.clock.turnTo(setBack);
        assertThat(planning.settle().lookAgain()).contains(setBack.plus(whole));
        assertIssuedBy(former);
        planning.nanoTime += whole.toNanos();
        planning.settle();
        assertIssuedBy(next);

        planning.nanoTime += whole.toNanos();
        assertThat(planning.settle().trusted()).containsExactly(next.certificate());
    }

    @Test
    void writesEachObjectOncePerStep() {
        planning.cluster.putCa(former);
        planning.settle();
        planning.cluster.writes.clear();

        planning.cluster.putCa(next);
        for (int i = 0; i < 25 * 60; i += 10) {
            planning.settle();
            planning.clock.turn(Duration.ofSeconds(10));
        }

        assertThat(planning.cluster.writes).isEqualTo(Map.of(RECORD, 3, SERVER, 1, CLIENT, 1, COPY, 1));
    }

    @Test
    void doesAllAtOnceWithoutAnOverlap() {
        planning = Planning.with(Map.of("METRICS_CA_OVERLAP", "0"));
        planning.cluster.putCa(former);
        planning.settle();

        planning.cluster.putCa(next);

        assertThat(planning.settle().trusted()).containsExactly(next.certificate());
        assertIssuedBy(next);
    }

    @Test
    void issuesInItsOwnTimeThoughThePairsAreFresh() {
        planning = Planning.with(Map.of("METRICS_CA_OVERLAP", "3s"));
        planning.cluster.putCa(former);
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
            planning.cluster.putCa(i % 2 == 0 ? former : next);
            planning.settle();
            planning.clock.turn(Duration.ofSeconds(1));
        }

        assertThat(planning.cluster.keyReads).isEqualTo(2);
    }

    @Test
    void waitsForACopyThatIsNotWritten() {
        planning.cluster.putCa(former);
        planning.settle();
        var stale = planning.cluster.secrets.get(COPY);
        planning.cluster.putCa(next);
        planning.settle();

        for (int i = 0; i < 60; i++) {
            planning.clock.turn(Duration.ofMinutes(1));
            planning.reconcile();
            planning.cluster.secrets.put(COPY, stale);
        }
        assertThat(planning.cluster.recorded()).isInstanceOf(CaState.Announced.class);

        planning.settle();
        assertThat(planning.cluster.recorded()).isInstanceOf(CaState.Reissued.class);
    }

    @Test
    void waitsForNewPairsUntilTheyAreSeen() {
        // Without a copy, that a change could wait for instead.
        planning = Planning.with(Map.of("PROMETHEUS_NAMESPACE", "tigera-operator"));
        planning.cluster.putCa(former);
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
        IssuedPair theirs = TestPairs.serverPair(former);
        planning.cluster.putCa(former);
        planning.cluster.put(SERVER, theirs.certificatePem(), theirs.keyPem());
        planning.cluster.put(CLIENT, theirs.certificatePem(), theirs.keyPem());
        planning.settle();
        planning.cluster.putCa(next);
        planning.settle();

        planning.clock.turn(OVERLAP);
        planning.settle();
        planning.clock.turn(OVERLAP);
        CertificatePlan plan = planning.settle();

        assertThat(planning.cluster.recorded()).isEqualTo(new CaState.Settled(List.of(next.certificate())));
        assertThat(Planning.reasons(plan))
                .as("the former CA is trusted for the server, because the server's chain holds it")
                .containsExactly("ClientCertificateNotTrusted");
        assertThat(plan.trusted()).containsExactly(next.certificate(), former.certificate());
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "present-ca.crt, garbage",
        "present-ca.crt, ''",
        "former-ca.crt, garbage",
        "phase, Sideways",
        "deadline, soon",
        "deadline, ''",
    })
    void writesADamagedRecordAnewFromWhatThereIs(String member, String damage) {
        planning.cluster.putCa(former);
        planning.settle();
        planning.cluster.putCa(next);
        planning.settle();
        planning.cluster.configMaps.computeIfPresent(
                RECORD, (key, map) -> map.edit().addToData(member, damage).build());

        CertificatePlan plan = planning.settle();

        assertThat(planning.cluster.recorded()).isEqualTo(new CaState.Settled(List.of(next.certificate())));
        assertThat(plan.trusted()).containsExactly(next.certificate());
        assertIssuedBy(next);
    }

    @Test
    void goesOverToTheSignerOfTheInstallationTheSameWay() {
        planning.cluster.putCa(former);
        planning.settle();

        planning.cluster.manageCertificates(next.certificatePem(), "example.com/signer");
        CertificatePlan plan = planning.settle();

        assertThat(plan.trusted()).containsExactly(next.certificate(), former.certificate());
        assertIssuedBy(former);
        assertThat(planning.cluster.requests).isEmpty();

        planning.clock.turn(OVERLAP);
        planning.settle();
        assertThat(planning.cluster.requests).hasSize(2);
    }

    private static List<String> phases(CertificatePlan plan) {
        return plan.desired().stream()
                .filter(ConfigMap.class::isInstance)
                .map(object -> ((ConfigMap) object).getData().get(CaRecord.PHASE))
                .toList();
    }

    private CertificatePlan settled(boolean restarts) {
        if (restarts) {
            planning.restart();
        }
        return planning.settle();
    }

    private void assertIssuedBy(CertificateAuthority authority) {
        for (ObjectKey key : List.of(SERVER, CLIENT, COPY)) {
            List<X509Certificate> chain = planning.cluster.held(key).chain();
            assertThat(chain).as(key.toString()).hasSize(2).contains(authority.certificate());
        }
    }
}
