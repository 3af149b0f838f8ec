package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.FreshConnections;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.EarlierRelease;
import io.operatormetrics.it.roles.GoOperator;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the record of a change of CA can do to trust, and what it cannot, whatever somebody writes into it. */
@RealCluster
class CaRecordIT {

    private static final String RECORD = "operator/Secret/operator-metrics-ca";
    private static final String BUNDLE = "prometheus/ConfigMap/operator-metrics-ca-bundle";
    private static final Instant FAR_AHEAD = Instant.parse("2099-01-01T00:00:00Z");
    private static final String REVOCATION = "operator-metrics/revoke-previous-cas";

    private static final TestPki CURRENT = TestPki.create("tigera-operator-signer");
    private static final TestPki PREVIOUS = TestPki.create("tigera-operator-signer");
    private static final TestPki STRANGERS = TestPki.create("tigera-operator-signer");

    @Test
    void aConfigMapOfThatNameIsNotBelievedAndGoes(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "ca-record-map")) {
            GoOperator.at(site).createCa(CURRENT);
            EarlierRelease earlier = EarlierRelease.at(site);
            earlier.leaveRecord(CURRENT);
            earlier.editRecord(CURRENT, STRANGERS, FAR_AHEAD);
            try (OperatorProcess operator = launcher(site).run()) {
                site.awaitAvailable();

                assertNotTrusted(site, operator, STRANGERS);
                Within.start()
                        .untilAsserted(() -> assertThat(site.inventory().keys()).doesNotContain(EarlierRelease.RECORD));

                earlier.editRecord(CURRENT, STRANGERS, FAR_AHEAD);
                assertNotTrusted(site, operator, STRANGERS);
                assertThat(site.inventory().keys()).as("not ours").contains(EarlierRelease.RECORD);
            }
        }
    }

    @Test
    void anEditOfTheSecretExtendsNoTrust(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "ca-record-edit")) {
            GoOperator.at(site).createCa(CURRENT);
            try (OperatorProcess operator = launcher(site).run()) {
                site.awaitAvailable();
                String before = data(site.inventory().get(RECORD)).toString();

                forge(site, PREVIOUS, STRANGERS);
                forge(site, CURRENT, STRANGERS);

                assertNotTrusted(site, operator, STRANGERS);
                Within.seconds(10)
                        .untilAsserted(() -> assertThat(
                                        data(site.inventory().get(RECORD)).toString())
                                .isEqualTo(before));
                Within.seconds(10)
                        .untilAsserted(
                                () -> assertThat(site.condition("Available").message())
                                        .as(site.status().toString())
                                        .contains("Secret " + site.operatorNamespace() + "/operator-metrics-ca"));
                assertThat(site.condition("Available").reason()).isEqualTo("CARecordChanged");
            }
        }
    }

    @Test
    void aDeadlineFarAheadCountsAsTwiceTheOverlap(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "ca-record-2099")) {
            GoOperator.at(site).createCa(CURRENT);
            OperatorLauncher launcher = launcher(site).set("METRICS_CA_OVERLAP", "15s");
            try (OperatorProcess operator = launcher.run()) {
                site.awaitAvailable();
                operator.stop();
            }
            forge(site, CURRENT, PREVIOUS);
            try (OperatorProcess operator = launcher.run();
                    FreshConnections previous =
                            FreshConnections.to(operator.metrics(), PREVIOUS.client("prometheus"), CURRENT)) {
                Instant started = Instant.now();
                Within.seconds(20).until(() -> previous.scrapes() > 0);
                Within.seconds(60).until(() -> previous.failuresInARow() > 4);
                assertThat(Duration.between(started, Instant.now())).isLessThan(Duration.ofSeconds(60));
                Within.seconds(20).untilAsserted(() -> assertThat(bundle(site)).doesNotContain(body(PREVIOUS)));
                Within.seconds(20)
                        .untilAsserted(() -> assertThat(data(site.inventory().get(RECORD)))
                                .containsEntry("phase", base64("Settled")));
            }
        }
    }

    @Test
    void anAnnotationOnTheCaEndsTheOverlapOnEveryReplica(KubeCluster cluster) throws Exception {
        try (Site site = Site.create(cluster, "ca-revoked")) {
            GoOperator.at(site).createCa(PREVIOUS);
            OperatorLauncher launcher = launcher(site).set("LEADER_ELECTION", "true");
            try (OperatorProcess leader = launcher.run();
                    OperatorProcess standby = launcher.set("METRICS_HOST", "127.0.0.2")
                            .set("HEALTH_HOST", "127.0.0.2")
                            .run()) {
                site.awaitAvailable();
                cluster.admin()
                        .resource(site.inventory().get("operator/Secret/tigera-ca-private"))
                        .delete();
                GoOperator.at(site).createCa(CURRENT);
                Within.seconds(20)
                        .untilAsserted(() -> assertThat(bundle(site)).contains(body(CURRENT), body(PREVIOUS)));

                try (FreshConnections one =
                                FreshConnections.to(leader.metrics(), PREVIOUS.client("prometheus"), PREVIOUS);
                        FreshConnections other =
                                FreshConnections.to(standby.metrics(), PREVIOUS.client("prometheus"), PREVIOUS)) {
                    Within.seconds(20).until(() -> one.scrapes() > 0 && other.scrapes() > 0);

                    revoke(site, sha256(PREVIOUS.ca().getCertificate()));
                    Within.seconds(10)
                            .untilAsserted(() -> assertThat(site.status().toString())
                                    .contains(
                                            "RevocationIgnored",
                                            sha256(CURRENT.ca().getCertificate())));
                    int soFar = other.scrapes();
                    Within.seconds(10).until(() -> other.scrapes() > soFar + 5);
                    assertThat(one.failuresInARow()).isZero();
                }
                revoke(site, sha256(CURRENT.ca().getCertificate()));
                try (FreshConnections one =
                                FreshConnections.to(leader.metrics(), PREVIOUS.client("prometheus"), CURRENT);
                        FreshConnections other =
                                FreshConnections.to(standby.metrics(), PREVIOUS.client("prometheus"), CURRENT)) {
                    Within.request(
                            5,
                            () -> assertThat(Math.min(one.failuresInARow(), other.failuresInARow()))
                                    .isGreaterThan(4));
                    assertThat(one.scrapes() + other.scrapes())
                            .as("since the pairs are new")
                            .isLessThan(50);
                }
                Within.seconds(10)
                        .untilAsserted(() ->
                                assertThat(bundle(site)).contains(body(CURRENT)).doesNotContain(body(PREVIOUS)));
                assertThat(data(site.inventory().get(RECORD))).containsEntry("phase", base64("Settled"));
                site.scraper("127.0.0.1").awaitServed();
            }
        }
    }

    private static OperatorLauncher launcher(Site site) {
        return site.launcher().set("METRICS_CREATE_CA", "false").set("METRICS_CA_OVERLAP", "10m");
    }

    /** For as long as it takes several times to reconcile. */
    private static void assertNotTrusted(Site site, OperatorProcess operator, TestPki ca) {
        try (FreshConnections strangers = FreshConnections.to(operator.metrics(), ca.client("prometheus"), CURRENT)) {
            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(bundle(site)).contains(body(CURRENT)).doesNotContain(body(ca));
                assertThat(strangers.scrapes()).isZero();
            });
            assertThat(strangers.failures()).isNotEmpty();
        }
    }

    /** Somebody who may write Secrets has that CA trusted beside the other. */
    private static void forge(Site site, TestPki current, TestPki previous) {
        site.edit(site.inventory().get(RECORD), """
                [{"op": "replace", "path": "/data", "value":
                  {"phase": "%s", "current-ca.crt": "%s", "previous-cas.crt": "%s", "deadline": "%s"}}]
                """.formatted(
                base64("Announced"), base64(current.caPem()), base64(previous.caPem()), base64(FAR_AHEAD.toString())));
    }

    private static void revoke(Site site, String value) {
        site.edit(
                site.inventory().get("operator/Secret/tigera-ca-private"),
                "[{\"op\": \"add\", \"path\": \"/metadata/annotations\", \"value\": {\"%s\": \"%s\"}}]"
                        .formatted(REVOCATION, value));
    }

    private static String sha256(X509Certificate certificate) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }

    private static Map<String, String> data(GenericKubernetesResource secret) {
        return secret.get("data");
    }

    private static String bundle(Site site) {
        return site.inventory().get(BUNDLE).toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** A line of its PEM that no other certificate has. */
    private static String body(TestPki pki) {
        return pki.caPem().lines().skip(4).findFirst().orElseThrow();
    }
}
