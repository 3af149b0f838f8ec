package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.operatormetrics.kubernetes.HandClock;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.status.Severity;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.pki.IssuedPair;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.Pem;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static io.operatormetrics.operator.certificate.ObservedCluster.CLIENT;
import static io.operatormetrics.operator.certificate.ObservedCluster.COPY;
import static io.operatormetrics.operator.certificate.ObservedCluster.RECORD;
import static io.operatormetrics.operator.certificate.ObservedCluster.SERVER;
import static io.operatormetrics.operator.certificate.Planning.messages;
import static io.operatormetrics.operator.certificate.Planning.reasons;
import static org.assertj.core.api.Assertions.assertThat;

/** Certificates that a signer of the cluster makes, as {@code spec.certificateManagement} of the Installation asks for. */
class CertificateManagementTest {

    private final CertificateAuthority corporate = TestPairs.authority("corporate");
    private final Planning planning = Planning.withDefaults();
    private final ObservedCluster cluster = planning.cluster;

    @BeforeEach
    void manage() {
        cluster.manageCertificates(corporate.certificatePem(), "example.com/signer");
    }

    @Test
    void asksTheSignerAndSaysForWhatItWaits() throws Exception {
        CertificatePlan plan = planning.settle();

        assertThat(plan.findings()).allSatisfy(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WAITING);
            assertThat(finding.message()).contains("waits to be approved and signed by signer example.com/signer");
        });
        assertThat(reasons(plan)).containsExactly("ServerCertificateRequested", "ClientCertificateRequested");
        CertificateSigningRequest server = request("server");
        assertThat(messages(plan)).contains(server.getMetadata().getName());
        assertThat(server.getMetadata().getName()).matches("tigera-operator-metrics-server-[0-9a-f]{16}");
        assertThat(server.getMetadata().getNamespace()).isNull();
        assertThat(server.getMetadata().getLabels()).containsEntry("app.kubernetes.io/managed-by", "operator-metrics");
        assertThat(server.getSpec().getSignerName()).isEqualTo("example.com/signer");
        assertThat(server.getSpec().getUsages()).containsExactly("digital signature", "server auth", "client auth");
        assertThat(names(server)).contains("tigera-operator-metrics.tigera-operator.svc");
        assertThat(names(request("client"))).containsExactly(CLIENT.name());
        assertThat(plan.trusted()).containsExactly(corporate.certificate());
        assertThat(cluster.secrets).as("no CA, no pair").isEmpty();
        assertThat(cluster.keyReads).isZero();
    }

    @Test
    void writesThePairsWhenTheyAreSigned() {
        planning.settle();
        sign(Duration.ofHours(1));

        CertificatePlan plan = planning.settle();

        assertThat(plan.findings()).isEmpty();
        assertThat(cluster.secrets).containsOnlyKeys(SERVER, CLIENT, COPY);
        assertThat(cluster.held(SERVER).owner()).isEqualTo(CertificateOwner.OURS);
        assertThat(plan.requeueAt())
                .as("due when a third of its hour is left")
                .contains(HandClock.START.plus(Duration.ofMinutes(40)));
    }

    @Test
    void writesOnceInAHundredReconcilesWithASignerWhoGivesAnHour() {
        planning.settle();
        Stream<NamespacedName> asked =
                List.copyOf(cluster.requests.keySet()).stream().map(name -> new NamespacedName("", name));
        sign(Duration.ofHours(1));
        planning.settle();

        for (int i = 0; i < 100; i++) {
            planning.clock.turn(Duration.ofSeconds(20));
            planning.reconcile();
        }

        assertThat(cluster.requests).as("none is left once it is issued").isEmpty();
        assertThat(cluster.writes)
                .containsOnlyKeys(Stream.concat(Stream.of(SERVER, CLIENT, COPY, RECORD), asked)
                        .toArray(NamespacedName[]::new))
                .allSatisfy((key, count) -> assertThat(count).as(key.toString()).isOne());
    }

    @Test
    void rotatesWithAFreshKeyAndKeepsTheOldPairUntilTheNewOneIsSigned() {
        planning.settle();
        sign(Duration.ofHours(1));
        planning.settle();
        X509Certificate first = cluster.held(SERVER).chain().getFirst();

        planning.clock.turn(Duration.ofMinutes(40));
        CertificatePlan waiting = planning.settle();
        assertThat(cluster.requests).as("one for each pair").hasSize(2);
        assertThat(cluster.held(SERVER).chain().getFirst()).isEqualTo(first);
        assertThat(reasons(waiting)).containsExactly("ServerCertificateRequested", "ClientCertificateRequested");

        sign(Duration.ofHours(1));
        planning.settle();
        assertThat(cluster.held(SERVER).chain().getFirst().getPublicKey()).isNotEqualTo(first.getPublicKey());
        assertThat(cluster.held(COPY).chain()).isEqualTo(cluster.held(CLIENT).chain());
    }

    @Test
    void asksForTheSameAgainWhenTheRequestIsCleanedAway() {
        planning.settle();
        List<String> before = List.copyOf(cluster.requests.keySet());
        cluster.requests.clear();

        planning.clock.turn(Duration.ofDays(1));
        planning.settle();

        assertThat(cluster.requests).containsOnlyKeys(before.toArray(String[]::new));
    }

    @Test
    void asksAnewAfterARestartBecauseTheKeyIsGoneAndLeavesNoOtherRequest() {
        planning.settle();
        Set<String> before = Set.copyOf(cluster.requests.keySet());

        for (int restarts = 0; restarts < 5; restarts++) {
            planning.restart();
            planning.settle();
        }

        assertThat(cluster.requests).hasSize(2).doesNotContainKeys(before.toArray(String[]::new));
        sign(Duration.ofHours(1));
        planning.settle();
        assertThat(cluster.secrets).containsOnlyKeys(SERVER, CLIENT, COPY);
        assertThat(cluster.requests).isEmpty();
    }

    @Test
    void leavesRequestsOfOtherInstallationsAlone() {
        planning.settle();
        String other = List.copyOf(cluster.requests.keySet()).getFirst();
        cluster.requests.computeIfPresent(
                other,
                (name, request) -> request.edit()
                        .editMetadata()
                        .addToAnnotations("operator-metrics/instance", "elsewhere/operator-metrics")
                        .endMetadata()
                        .build());

        planning.restart();
        planning.settle();
        sign(Duration.ofHours(1));
        planning.settle();

        assertThat(cluster.requests).containsOnlyKeys(other);
    }

    @Test
    void leavesNoRequestWhereAUserPutsAPairOfTheirOwnOrTheCaSignsAgain() {
        planning.settle();
        IssuedPair own = TestPairs.serverPair(corporate);
        cluster.put(SERVER, own.certificatePem(), own.keyPem());
        planning.settle();
        assertThat(cluster.requests)
                .hasSize(1)
                .containsKey(request("client").getMetadata().getName());

        cluster.plainInstallation();
        cluster.putCa(TestPairs.authority("corporate"));
        planning.settle();
        assertThat(cluster.requests).isEmpty();
    }

    @Test
    void leavesNoRequestWhenNobodyAsksForMetricsAnyMore() {
        planning.settle();

        cluster.carryOut(planning.turnedOff());

        assertThat(cluster.requests).isEmpty();
    }

    @Test
    void writesTheSamePairAgainWhenItsSecretIsDeletedAtOnce() {
        planning.settle();
        sign(Duration.ofHours(1));
        planning.settle();
        X509Certificate leaf = cluster.held(SERVER).chain().getFirst();

        cluster.secrets.remove(SERVER);
        planning.settle();

        assertThat(cluster.requests).isEmpty();
        assertThat(cluster.held(SERVER).chain()).contains(leaf);
    }

    @Test
    void isDegradedWhenTheSignerIsSilentForTenMinutes() {
        CertificatePlan asked = planning.settle();
        Instant silent = HandClock.START.plus(Duration.ofMinutes(10));
        assertThat(asked.requeueAt()).contains(silent);

        planning.clock.turn(Duration.ofMinutes(10).minusMillis(1));
        assertThat(reasons(planning.settle()))
                .containsExactly("ServerCertificateRequested", "ClientCertificateRequested");
        planning.clock.turn(Duration.ofMillis(1));
        CertificatePlan unapproved = planning.settle();
        assertThat(unapproved.findings())
                .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(Severity.DEGRADED));
        assertThat(reasons(unapproved)).containsExactly("ServerCertificateNotSigned", "ClientCertificateNotSigned");
        assertThat(messages(unapproved))
                .contains(
                        "signer example.com/signer has not answered CertificateSigningRequest tigera-operator-metrics-")
                .contains("since " + HandClock.START + "; nobody has approved it: kubectl certificate approve tigera-");
        assertThat(unapproved.requeueAt()).as("by time alone nothing follows").isEmpty();

        cluster.requests.replaceAll((name, request) -> request.edit()
                .withNewStatus()
                .addNewCondition()
                .withType("Approved")
                .endCondition()
                .endStatus()
                .build());
        assertThat(messages(planning.settle())).contains("it is approved, but not signed");

        cluster.requests.replaceAll(
                (name, request) -> request.edit().withStatus(null).build());
        sign(Duration.ofHours(1));
        assertThat(planning.settle().findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Denied", "Failed"})
    void tellsOfARefusalAndAsksAnewWithBackOff(String verdict) {
        planning.settle();
        for (String name : List.copyOf(cluster.requests.keySet())) {
            refuse(name, verdict);
        }

        CertificatePlan plan = planning.settle();

        assertThat(plan.findings())
                .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(Severity.DEGRADED));
        assertThat(reasons(plan)).containsExactly("ServerCertificateRefused", "ClientCertificateRefused");
        assertThat(messages(plan)).contains(verdict + ", NoThanks: ask the security team", "example.com/signer");
        assertThat(plan.requeueAt()).contains(HandClock.START.plus(Duration.ofMinutes(1)));
        assertThat(cluster.requests).hasSize(2);

        for (int minute = 0; minute < 60; minute++) {
            planning.clock.turn(Duration.ofMinutes(1));
            planning.settle();
            for (String name : List.copyOf(cluster.requests.keySet())) {
                refuse(name, verdict);
            }
        }
        assertThat(asked()).as("two pairs, at 0, 1, 3, 7, 15 and 31 minutes").isEqualTo(12);
        assertThat(cluster.requests).as("at most one for each").hasSize(2);
    }

    @Test
    void doesNotWaitForTheEndOfARowOfRefusalsThatIsOver() {
        planning.settle();
        for (int minute = 0; minute < 31; minute++) {
            refuseAll();
            planning.clock.turn(Duration.ofMinutes(1));
            planning.settle();
        }
        sign(Duration.ofMinutes(30));
        planning.settle();

        assertValidForMinutes(60, () -> sign(Duration.ofMinutes(30)));
    }

    @Test
    void asksMoreOftenThanACertificateEnds() {
        planning.settle();
        sign(Duration.ofMinutes(30));
        planning.settle();

        planning.clock.turn(Duration.ofMinutes(20));
        for (int round = 0; round < 17; round++) {
            planning.settle();
            refuseAll();
            planning.clock.turn(Duration.ofSeconds(30));
        }
        assertThat(asked()).as("two pairs, at 0, 20, 21, 23 and 26 minutes").isEqualTo(10);

        assertValidForMinutes(60, () -> sign(Duration.ofMinutes(30)));
    }

    private void assertValidForMinutes(int minutes, Runnable signer) {
        for (int round = 0; round < 2 * minutes; round++) {
            planning.reconcile();
            signer.run();
            planning.reconcile();
            planning.clock.turn(Duration.ofSeconds(30));
            assertThat(cluster.held(SERVER).chain().getFirst().getNotAfter().toInstant())
                    .as("after %d seconds", 30 * round)
                    .isAfter(planning.clock.instant());
        }
    }

    /** How often the signer was asked. */
    private long asked() {
        return cluster.writes.keySet().stream()
                .filter(key -> key.namespace().isEmpty())
                .count();
    }

    private void refuseAll() {
        cluster.requests.forEach((name, request) -> {
            if (request.getStatus() == null) {
                refuse(name, "Denied");
            }
        });
    }

    @Test
    void refusesACertificateThatWouldNotServe() {
        planning.settle();
        CertificateAuthority stranger = TestPairs.authority("stranger");
        answer(stranger, Duration.ofHours(1), KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);

        CertificatePlan plan = planning.settle();

        assertThat(reasons(plan)).containsExactly("ServerCertificateRefused", "ClientCertificateRefused");
        assertThat(messages(plan)).contains("CN=stranger");
        assertThat(cluster.secrets).isEmpty();
    }

    @Test
    void refusesACertificateForAnotherKey() {
        planning.settle();
        String other = TestPairs.pair(corporate, "x").certificatePem();
        cluster.requests.replaceAll((name, request) -> request.edit()
                .withNewStatus()
                .withCertificate(ObservedCluster.base64(other))
                .endStatus()
                .build());

        assertThat(messages(planning.settle())).contains("does not match").doesNotContain("BEGIN");
        assertThat(cluster.secrets).isEmpty();
    }

    private CertificateSigningRequest request(String role) {
        return cluster.requests.values().stream()
                .filter(request -> request.getMetadata().getName().contains("-" + role + "-"))
                .findFirst()
                .orElseThrow();
    }

    private void sign(Duration life) {
        answer(corporate, life, KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
    }

    /** What the approving and signing sides do with everything that is not answered yet. */
    private void answer(CertificateAuthority by, Duration life, KeyPurposeId... uses) {
        cluster.requests.replaceAll((name, request) -> request.getStatus() != null
                ? request
                : request.edit()
                        .withNewStatus()
                        .addNewCondition()
                        .withType("Approved")
                        .withStatus("True")
                        .endCondition()
                        .withCertificate(ObservedCluster.base64(certificate(by, request, life, uses)))
                        .endStatus()
                        .build());
    }

    private void refuse(String name, String verdict) {
        cluster.requests.computeIfPresent(
                name,
                (same, request) -> request.edit()
                        .withNewStatus()
                        .addNewCondition()
                        .withType(verdict)
                        .withReason("NoThanks")
                        .withMessage("ask the security team")
                        .endCondition()
                        .endStatus()
                        .build());
    }

    private String certificate(
            CertificateAuthority by, CertificateSigningRequest request, Duration life, KeyPurposeId... uses) {
        try {
            return Certificates.encode(List.of(
                    TestPairs.leaf(
                            by,
                            parsed(request).getPublicKey(),
                            TestPairs.Lifetime.of(planning.clock.instant(), life),
                            names(request),
                            uses),
                    by.certificate()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> names(CertificateSigningRequest request) throws Exception {
        List<String> names = new ArrayList<>();
        for (var name : GeneralNames.fromExtensions(
                        parsed(request).getRequestedExtensions(), Extension.subjectAlternativeName)
                .getNames()) {
            names.add(name.getName().toString());
        }
        return names;
    }

    private static JcaPKCS10CertificationRequest parsed(CertificateSigningRequest request) throws Exception {
        String pem = new String(Base64.getDecoder().decode(request.getSpec().getRequest()), StandardCharsets.US_ASCII);
        return new JcaPKCS10CertificationRequest(
                Pem.decode("request", pem).getFirst().der());
    }
}
