package io.operatormetrics.it;

import io.operatormetrics.it.harness.ChildProcess;
import io.operatormetrics.it.harness.Command;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.TestPki;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.Site;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code render} prints is what an API server takes. */
@RealCluster
class RenderIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final String PROMETHEUS_NAMESPACE = "rendered-for-prometheus";

    private static final OperatorLauncher EVERYTHING = OperatorLauncher.bare()
            .set("METRICS_ENABLED", "true")
            .set("METRICS_SCHEME", "https")
            .set("MONITORING", "always")
            .set("OPERATOR_NAME", "operator-metrics")
            .set("OPERATOR_NAMESPACE", KubeCluster.OPERATOR_NAMESPACE)
            .set("PROMETHEUS_NAMESPACE", PROMETHEUS_NAMESPACE)
            .set("PROMETHEUS_SERVICE_ACCOUNT", PROMETHEUS_NAMESPACE + "/prometheus")
            .set("MONITORING_LABELS", "release=kube-prometheus-stack,enabled=true");

    @BeforeAll
    static void createNamespace(KubeCluster cluster) {
        cluster.objects().createNamespace(PROMETHEUS_NAMESPACE);
    }

    @AfterAll
    static void endNamespace(KubeCluster cluster) {
        cluster.objects().endNamespace(PROMETHEUS_NAMESPACE);
    }

    @ParameterizedTest(name = "kubectl apply --dry-run=server {0}")
    @ValueSource(strings = {"--server-side=false", "--server-side=true"})
    void isAcceptedByAnApiServer(String flag, KubeCluster cluster, @TempDir Path folder) throws IOException {
        Path ca = Files.writeString(
                folder.resolve("ca.crt"),
                TestPki.create("tigera-operator-signer").caPem());
        String yaml = render(EVERYTHING, "--ca-file", ca.toString());

        String answer = Command.kubectl(
                        "--kubeconfig=" + cluster.adminKubeconfig(), "apply", "--dry-run=server", flag, "--filename=-")
                .run(yaml)
                .out();

        assertThat(answer.lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactly(
                        "service/operator-metrics",
                        "networkpolicy.networking.k8s.io/operator-metrics",
                        "role.rbac.authorization.k8s.io/operator-metrics",
                        "rolebinding.rbac.authorization.k8s.io/operator-metrics",
                        "configmap/operator-metrics-ca-bundle",
                        "servicemonitor.monitoring.coreos.com/operator-metrics",
                        "prometheusrule.monitoring.coreos.com/operator-metrics");
    }

    @Test
    void printsWhatTheProgramKeeps(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "rendered");
                OperatorProcess operator = site.launcher().run()) {
            Inventory live = site.awaitAvailable().ours();
            // Applied by the manager of the live objects, what is the same says the same.
            Command.kubectl(
                            "--kubeconfig=" + cluster.adminKubeconfig(),
                            "apply",
                            "--server-side",
                            "--field-manager=operator-metrics",
                            "--filename=-")
                    .run(site.rendered(site.caPem()))
                    .out();
            assertThat(site.inventory().ours().contents()).isEqualTo(live.contents());
            assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    @Test
    void printsTheSameBytesInEveryProcessAndLogsElsewhere() {
        // Set without METRICS_ENABLED, which is warned of.
        OperatorLauncher warned =
                OperatorLauncher.bare().set("METRICS_SCHEME", "https").set("MONITORING_LABELS", "d=4,a=1,c=3,b=2");
        ChildProcess first = warned.launch("render");
        assertThat(first.awaitExit(TIMEOUT)).isZero();
        assertThat(first.stderr()).singleElement().asString().contains("WARN", "METRICS_ENABLED");
        assertThat(first.stdout()).first().asString().startsWith("# Made by operator-metrics render");
        assertThat(render(warned)).isEqualTo(text(first));
    }

    private static String render(OperatorLauncher launcher, String... arguments) {
        String[] line = new String[arguments.length + 1];
        line[0] = "render";
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        ChildProcess render = launcher.launch(line);
        assertThat(render.awaitExit(TIMEOUT))
                .as(String.join("\n", render.stderr()))
                .isZero();
        return text(render);
    }

    private static String text(ChildProcess render) {
        return String.join("\n", render.stdout()) + "\n";
    }
}
