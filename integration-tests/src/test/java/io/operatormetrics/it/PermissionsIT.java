package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.RecordingProxy;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.CertificateSigner;
import io.operatormetrics.it.roles.EarlierRelease;
import io.operatormetrics.it.roles.GoOperator;
import io.operatormetrics.it.roles.OperatorDeployment;
import io.operatormetrics.it.roles.Permission;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.StatusOverwriter;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The permissions that we ship against those that a life of the program takes: none missing, none to spare. */
@RealCluster
class PermissionsIT {

    private static final String INVENTORY = "operator/ConfigMap/operator-metrics-objects";
    private static final TestPki CORPORATE = TestPki.create("corporate-ca");

    @Test
    void areThoseThatAreUsed(KubeCluster cluster) throws IOException {
        try (Site site = Site.create(cluster, "permissions");
                RecordingProxy proxy = RecordingProxy.before(cluster)) {
            liveThroughEverything(site, proxy);

            List<Permission> done = proxy.requests().stream()
                    .map(Permission::of)
                    .flatMap(Optional::stream)
                    .distinct()
                    .toList();
            List<Permission> shipped = site.permissions().pieces();
            assertThat(done)
                    .as("asked for without a right")
                    .allSatisfy(asked -> assertThat(shipped).anyMatch(permission -> permission.covers(asked)));
            assertThat(shipped)
                    .as("given and not used")
                    .allSatisfy(permission -> assertThat(
                                    isPassedOn(permission) || done.stream().anyMatch(permission::covers))
                            .as(permission.toString())
                            .isTrue());
        }
    }

    /** What Prometheus's account is given: nobody may give what they do not have (RBAC, privilege escalation prevention). */
    private static boolean isPassedOn(Permission permission) {
        return Set.of("services", "endpoints", "pods", "endpointslices").contains(permission.resource())
                && permission.name().isEmpty()
                && Set.of("get", "list", "watch").contains(permission.verb());
    }

    private static void liveThroughEverything(Site site, RecordingProxy proxy) {
        GoOperator.at(site).createPrometheusPolicy();
        EarlierRelease.at(site).leaveRecord(CORPORATE);
        site.cluster().objects().put(Kinds.monitor());
        try (OperatorProcess operator = site.launcher(proxy)
                .set("MONITORING", "monitor")
                .set("LEADER_ELECTION", "true")
                .set("METRICS_CA_OVERLAP", "0")
                .run()) {
            site.awaitAvailable();
            Within.seconds(20)
                    .untilAsserted(() -> assertThat(site.inventory().keys()).doesNotContain(EarlierRelease.RECORD));
            yieldStatusForAWhile(site);
            site.inventory()
                    .ours()
                    .without("TigeraStatus/operator-metrics", "operator/Secret/tigera-ca-private")
                    .objects()
                    .values()
                    .forEach(object -> site.edit(
                            object,
                            "[{\"op\": \"remove\", \"path\": \"/metadata/labels/app.kubernetes.io~1managed-by\"}]"));
            Within.seconds(10)
                    .untilAsserted(() -> assertThat(site.inventory()
                                    .get("prometheus/NetworkPolicy/calico-system.operator-metrics")
                                    .toString())
                            .contains("managed-by"));
            try (CertificateSigner signer =
                    CertificateSigner.start(site.cluster(), "example.com/permissions", CORPORATE, Duration.ofDays(1))) {
                site.cluster().objects().put(installation());
                Within.seconds(20).until(() -> signer.signed().size() >= 2);
                // A request is deleted once its certificate is in place.
                Within.seconds(30)
                        .untilAsserted(() -> assertThat(requests(site)).isEmpty());
            }
            site.cluster().objects().delete(installation());
            // The list of objects was there from the start; it is made anew once it is gone.
            turnOff(site);
            site.cluster().objects().put(Kinds.monitor());
            Within.seconds(20)
                    .untilAsserted(
                            () -> assertThat(site.inventory().ours().keys()).contains(INVENTORY));
            site.awaitAvailable();
            assertThat(operator.log()).noneMatch(line -> line.contains("not allowed"));
        }
        // What a Monitor owns goes with it, faster than our program deletes it; what is switched off it deletes alone.
        try (OperatorProcess off = site.launcher(proxy)
                .set("MONITORING", "monitor")
                .set("LEADER_ELECTION", "true")
                .set("METRICS_ENABLED", "false")
                .run()) {
            Within.seconds(30)
                    .untilAsserted(
                            () -> assertThat(site.inventory().ours().keys()).doesNotContain(INVENTORY));
            assertThat(off.log()).noneMatch(line -> line.contains("not allowed"));
        }
    }

    private static List<String> requests(Site site) {
        return site.cluster().admin().certificates().v1().certificateSigningRequests().list().getItems().stream()
                .filter(request -> request.getSpec().getSignerName().equals("example.com/permissions"))
                .map(request -> request.getMetadata().getName())
                .toList();
    }

    private static void turnOff(Site site) {
        site.cluster().objects().delete(Kinds.monitor());
        Within.seconds(10)
                .untilAsserted(() -> assertThat(site.inventory().ours().keys()).doesNotContain(INVENTORY));
    }

    /** While another manager writes our status, it is an Event on our Deployment. */
    private static void yieldStatusForAWhile(Site site) {
        OperatorDeployment deployment = OperatorDeployment.createAt(site);
        GenericKubernetesResource status = site.inventory().get("TigeraStatus/operator-metrics");
        StatusOverwriter.of(site, GoOperator.MANAGER).write(status, "AllObjectsAvailable", "of another");
        Within.seconds(10).until(() -> !deployment.events().isEmpty());
        site.cluster().admin().resource(status).delete();
        Within.seconds(10)
                .untilAsserted(
                        () -> assertThat(site.condition("Available").message()).isNotEqualTo("of another"));
        site.awaitAvailable();
    }

    private static GenericKubernetesResource installation() {
        GenericKubernetesResource installation = Kinds.installation("default", "Available=True");
        String pem = Base64.getEncoder().encodeToString(CORPORATE.caPem().getBytes(UTF_8));
        installation.setAdditionalProperty(
                "spec",
                Map.of("certificateManagement", Map.of("caCert", pem, "signerName", "example.com/permissions")));
        return installation;
    }
}
