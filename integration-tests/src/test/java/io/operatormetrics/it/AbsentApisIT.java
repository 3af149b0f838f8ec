package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorAccount;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.RecordingProxy;
import io.operatormetrics.it.harness.Sample;
import io.operatormetrics.it.harness.Scrape;
import io.operatormetrics.it.harness.ScrapedOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import static io.operatormetrics.it.harness.Kinds.licenseKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A cluster that serves only some of the kinds, to an account that may read only some of those. */
@RealCluster
class AbsentApisIT {

    /** Everything the collectors need, except TigeraStatus. */
    private static final String WITHOUT_TIGERA_STATUS = permissions("""
            - {apiGroups: [operator.tigera.io], resources: [installations], verbs: [get, list, watch]}
            """);

    private static final String WITH_TIGERA_STATUS = permissions("""
            - {apiGroups: [operator.tigera.io], resources: [installations, tigerastatuses], verbs: [get, list, watch]}
            """);

    private static List<CustomResourceDefinition> definitions;
    private static RecordingProxy proxy;
    private static OperatorAccount account;
    private static ScrapedOperator operator;

    @BeforeAll
    static void start(KubeCluster cluster) {
        definitions = List.of(
                cluster.objects().definition("licensekeys.projectcalico.org"),
                cluster.objects().definition("installations.operator.tigera.io"));
        definitions.forEach(cluster.objects()::undefine);
        proxy = RecordingProxy.before(cluster);
        account = OperatorAccount.of(cluster, "half-blind", WITHOUT_TIGERA_STATUS);
        operator = ScrapedOperator.start(OperatorLauncher.with(account.kubeconfig(proxy.url())));
    }

    @AfterAll
    static void stop(KubeCluster cluster) throws IOException {
        operator.close();
        proxy.close();
        cluster.objects()
                .define(definitions.stream()
                        .filter(definition -> cluster.objects()
                                        .definition(definition.getMetadata().getName())
                                == null)
                        .toList());
    }

    @Test
    void collectorsAreAbsentWithoutTheirApiAndDownWithoutRights(KubeCluster cluster) {
        awaitCollectors(Map.of("tls_certificate", 1.0, "component_status", 0.0));
        // It has gone on asking for what it may not read; of what is not served nothing was asked.
        assertThat(proxy.requests())
                .noneMatch(request -> request.target().contains("/licensekeys"))
                .noneMatch(request -> request.target().contains("/installations"))
                .anyMatch(request -> request.target().contains("/tigerastatuses"));

        cluster.objects().define(definitions);
        cluster.objects().put(licenseKey("package", "Enterprise"));
        account.grant(WITH_TIGERA_STATUS);

        awaitCollectors(Map.of("tls_certificate", 1.0, "component_status", 1.0, "installation", 1.0, "license", 1.0));
        assertThat(operator.scrape().value("tigera_operator_license_valid")).hasValue(1);

        cluster.objects().undefine(definitions.getFirst());
        awaitCollectors(Map.of("tls_certificate", 1.0, "component_status", 1.0, "installation", 1.0));
        assertThat(operator.scrape().value("tigera_operator_license_valid")).isEmpty();
    }

    private static void awaitCollectors(Map<String, Double> up) {
        await().pollInterval(Duration.ofMillis(100))
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(collectors(operator.scrape())).isEqualTo(up));
    }

    private static Map<String, Double> collectors(Scrape scrape) {
        return scrape.named("tigera_operator_collector_up").stream()
                .collect(Collectors.toMap(sample -> sample.labels().get("collector"), Sample::value));
    }

    private static String permissions(String ofTigera) {
        return """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: half-blind, namespace: operator-metrics}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: half-blind}
                rules:
                - {apiGroups: [""], resources: [secrets], verbs: [get, list, watch]}
                - {apiGroups: [projectcalico.org], resources: [licensekeys], verbs: [get, list, watch]}
                - {apiGroups: [apiextensions.k8s.io], resources: [customresourcedefinitions], verbs: [get, list, watch]}
                - {apiGroups: [apiregistration.k8s.io], resources: [apiservices], verbs: [get, list, watch]}
                %s
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: half-blind}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: half-blind}
                subjects:
                - {kind: ServiceAccount, name: half-blind, namespace: operator-metrics}
                """.formatted(ofTigera);
    }
}
