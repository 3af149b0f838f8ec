package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.FreshConnections;
import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.MetricsClient;
import io.operatormetrics.it.harness.OpenSsl;
import io.operatormetrics.it.harness.OperatorAccount;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.TestPki;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.Base64;
import java.util.Map;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** TLS material in Secrets that come, change and go under a running program: the way it runs in a cluster. */
@RealCluster
class SecretReloadIT {

    private final KubeCluster cluster;
    private final TestPki pki = TestPki.create("tigera-operator-signer");
    private final Identity client = pki.client("prometheus");

    SecretReloadIT(KubeCluster cluster) {
        this.cluster = cluster;
    }

    @AfterEach
    void startTheNextWithNothing() {
        cluster.objects().deleteAll();
    }

    @Test
    void followsTheSecretsOfTheOperator() {
        OperatorLauncher launcher = OperatorLauncher.with(
                        OperatorAccount.shipped(cluster).kubeconfig())
                .set("METRICS_SCHEME", "https");
        Identity first = pki.server();
        try (OperatorProcess operator = launcher.run();
                MetricsClient ready = operator.probe("/readyz")) {
            operator.awaitLog("operator-metrics/operator-metrics-tls");
            await().untilAsserted(() -> assertThat(ready.get("").body())
                    .isEqualTo("server certificate: missing\nserver key: missing\nclient CA: missing\n"));
            assertThat(ready.get("").statusCode()).isEqualTo(503);

            cluster.objects().put(caSecret(pki));
            cluster.objects().put(serverSecret(first.certificatePem(), first.keyPem()));
            await().untilAsserted(() -> assertThat(ready.get("").statusCode()).isEqualTo(200));

            followsChanges(operator, first);
        }
    }

    private void followsChanges(OperatorProcess operator, Identity first) {
        Identity second = pki.server();
        try (FreshConnections fresh = FreshConnections.to(operator.metrics(), client, pki)) {
            awaitCertificate(fresh, first.serial());

            // A key of another certificate: the last good pair is served.
            GenericKubernetesResource mismatched = serverSecret(second.certificatePem(), first.keyPem());
            cluster.objects().put(mismatched);
            operator.awaitLog("(does|do) not match");
            cluster.objects().delete(mismatched);

            cluster.objects().put(serverSecret(second.certificatePem(), second.keyPem()));
            awaitCertificate(fresh, second.serial());
            assertThat(fresh.certificates()).containsExactly(first.serial(), second.serial());
            assertThat(fresh.failures()).isEmpty();
        }
        assertThat(OpenSsl.connect(operator.metrics(), "-tls1_3").alert())
                .as("to a client without certificate")
                .hasValue(116);
    }

    @Test
    void trustsTheCaOfTheInstallationInstead() {
        TestPki corporate = TestPki.create("corporate-ca");
        Identity server = pki.server();
        cluster.objects().put(caSecret(pki));
        cluster.objects().put(serverSecret(server.certificatePem(), server.keyPem()));
        GenericKubernetesResource installation = Kinds.installation("default", "Available=True");
        installation.setAdditionalProperty(
                "spec",
                Map.of(
                        "certificateManagement",
                        Map.of(
                                "caCert",
                                Base64.getEncoder()
                                        .encodeToString(corporate.caPem().getBytes(UTF_8)),
                                "signerName",
                                "example.com/signer")));
        cluster.objects().put(installation);

        OperatorLauncher launcher = OperatorLauncher.with(
                        OperatorAccount.shipped(cluster).kubeconfig())
                .set("METRICS_SCHEME", "https");
        try (OperatorProcess operator = launcher.run();
                FreshConnections theirs =
                        FreshConnections.to(operator.metrics(), corporate.client("prometheus"), pki)) {
            await().until(() -> theirs.scrapes() > 0);
            try (FreshConnections ours = FreshConnections.to(operator.metrics(), client, pki)) {
                await().until(() -> ours.failures().size() > 2);
                assertThat(ours.scrapes()).isZero();
            }
        }
    }

    /** The Go operator issues Prometheus's pair anew within seconds, and the kubelet mounts it a while later. */
    @Test
    void letsClientsOfThePreviousCaInWhilePrometheusTakesUpItsNewPair() {
        TestPki next = TestPki.create("tigera-operator-signer");
        Identity server = pki.server();
        Identity nextServer = next.server();
        cluster.objects().put(caSecret(pki));
        cluster.objects().put(serverSecret(server.certificatePem(), server.keyPem()));

        OperatorLauncher launcher = OperatorLauncher.with(
                        OperatorAccount.shipped(cluster).kubeconfig())
                .set("METRICS_SCHEME", "https")
                .set("METRICS_CA_OVERLAP", "4s");
        try (OperatorProcess operator = launcher.run();
                FreshConnections before = FreshConnections.to(operator.metrics(), client, pki)) {
            await().until(() -> before.scrapes() > 0);

            cluster.objects().put(caSecret(next));
            cluster.objects().put(serverSecret(nextServer.certificatePem(), nextServer.keyPem()));

            try (FreshConnections previous = FreshConnections.to(operator.metrics(), client, next);
                    FreshConnections current =
                            FreshConnections.to(operator.metrics(), next.client("prometheus"), next)) {
                await().until(() -> previous.scrapes() > 0 && current.scrapes() > 0);
                await().until(() -> previous.failuresInARow() > 4);
                assertThat(current.failuresInARow()).isZero();
            }
        }
    }

    private static void awaitCertificate(FreshConnections fresh, BigInteger serial) {
        await().until(() -> fresh.certificates().contains(serial));
    }

    private static GenericKubernetesResource serverSecret(String certificate, String key) {
        return Kinds.keyPair(
                KubeCluster.OPERATOR_NAMESPACE, "operator-metrics-tls", Map.of("tls.crt", certificate, "tls.key", key));
    }

    private static GenericKubernetesResource caSecret(TestPki pki) {
        return Kinds.keyPair(
                KubeCluster.OPERATOR_NAMESPACE,
                "tigera-ca-private",
                Map.of("tls.crt", pki.caPem(), "tls.key", pki.authority().keyPem()));
    }
}
