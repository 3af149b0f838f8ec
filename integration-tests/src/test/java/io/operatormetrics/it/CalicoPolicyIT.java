package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.RecordingProxy;
import io.operatormetrics.it.harness.RecordingProxy.Request;
import io.operatormetrics.it.roles.CalicoApiServer;
import io.operatormetrics.it.roles.GoOperator;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Calico's own policy kind, behind an API server that cannot apply, as the aggregated ones of Calico are. */
@RealCluster
class CalicoPolicyIT {

    private static final String OURS = "prometheus/NetworkPolicy/calico-system.operator-metrics";
    private static final String THEIRS = "prometheus/NetworkPolicy/calico-system.prometheus";

    @Test
    void existsBesideUpstreamsPolicyAndGoesWithIt(KubeCluster cluster) throws IOException {
        try (Site site = Site.create(cluster, "calico-policy");
                RecordingProxy proxy = RecordingProxy.before(cluster)) {
            proxy.hide(request ->
                    request.method().equals("PATCH") && request.target().contains("/projectcalico.org/"));
            try (OperatorProcess operator = site.launcher(proxy).run()) {
                assertThat(site.awaitAvailable().keys()).doesNotContain(OURS);

                GoOperator.at(site).createPrometheusPolicy();
                Within.request(
                        5,
                        () -> assertThat(spec(site.inventory().ours().get(OURS)))
                                .containsEntry("tier", "calico-system")
                                .containsEntry(
                                        "selector",
                                        spec(site.inventory().get(THEIRS)).get("selector"))
                                .containsEntry(
                                        "order",
                                        spec(site.inventory().get(THEIRS)).get("order")));

                Inventory before = site.inventory().ours();
                site.edit(
                        before.get(OURS),
                        "[{\"op\": \"replace\", \"path\": \"/spec/selector\", \"value\": \"all()\"}]");
                Within.request(
                        5,
                        () -> assertThat(site.inventory().ours().contents())
                                .containsEntry(OURS, before.contents().get(OURS)));

                cluster.admin().resource(site.inventory().get(THEIRS)).delete();
                Within.request(5, () -> assertThat(site.inventory().keys()).doesNotContain(OURS));
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
            assertThat(proxy.requests())
                    .filteredOn(request -> request.target().contains("/projectcalico.org/"))
                    .extracting(Request::method)
                    .contains("POST", "PUT", "DELETE")
                    .doesNotContain("PATCH");
        }
    }

    @Test
    void isMadeWhenCalicosApiServerComesLater(KubeCluster cluster) throws IOException {
        List<CustomResourceDefinition> definitions = Stream.of(
                        "licensekeys.projectcalico.org", "networkpolicies.projectcalico.org", "tiers.projectcalico.org")
                .map(cluster.objects()::definition)
                .toList();
        definitions.forEach(cluster.objects()::undefine);
        try (Site site = Site.create(cluster, "calico-late");
                OperatorProcess operator = site.launcher().run()) {
            site.awaitAvailable();
            try (CalicoApiServer calico = CalicoApiServer.register(cluster, definitions)) {
                GoOperator.at(site).createPrometheusPolicy();
                Within.seconds(30)
                        .untilAsserted(
                                () -> assertThat(site.inventory().ours().keys()).contains(OURS));
                // Nobody has tried what it cannot do.
                assertThat(calico.methods()).contains("POST").doesNotContain("PATCH");
            }
            assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
        } finally {
            cluster.objects().define(definitions);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> spec(GenericKubernetesResource object) {
        return (Map<String, Object>) object.getAdditionalProperties().get("spec");
    }
}
