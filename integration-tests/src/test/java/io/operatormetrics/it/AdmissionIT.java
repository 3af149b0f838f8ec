package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.RecordingProxy;
import io.operatormetrics.it.harness.RecordingProxy.Request;
import io.operatormetrics.it.roles.AdmissionPolicy;
import io.operatormetrics.it.roles.AdmissionPolicy.Rule;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What admission makes of our writes: refused by a policy, allowed under the strictest Pod Security, and none while a namespace goes. */
@RealCluster
class AdmissionIT {

    private static final String SERVICE = "operator/Service/operator-metrics";
    private static final String BUNDLE = "prometheus/ConfigMap/operator-metrics-ca-bundle";

    private static final Rule NO_SERVICE =
            new Rule("CREATE", "services", "Forbidden", "services take a ticket, see wiki.example/services");
    private static final Rule NO_BUNDLE = new Rule("CREATE", "configmaps", "Invalid", "configmaps need a label owner");

    @Test
    void aPolicyThatRefusesIsQuotedAndAskedOnceAMinute(KubeCluster cluster) throws IOException {
        try (Site site = Site.create(cluster, "denied");
                RecordingProxy proxy = RecordingProxy.before(cluster);
                AdmissionPolicy services = AdmissionPolicy.create(site, "no-services-here", NO_SERVICE);
                AdmissionPolicy bundles = AdmissionPolicy.create(site, "owners-of-configmaps", NO_BUNDLE)) {
            awaitInForce(site);
            Instant begun = Instant.now();
            try (OperatorProcess operator = site.launcher(proxy).run()) {
                Within.start().untilAsserted(() -> {
                    assertThat(site.condition("Degraded").reason()).isEqualTo("WriteDenied");
                    assertThat(site.condition("Degraded").message())
                            .contains("ValidatingAdmissionPolicy 'no-services-here'", NO_SERVICE.message())
                            .contains("ValidatingAdmissionPolicy 'owners-of-configmaps'", NO_BUNDLE.message())
                            .doesNotContain("Role", "not allowed to");
                    assertThat(site.condition("Available").isTrue()).isFalse();
                });
                assertThat(operator.awaitLog("WARN .*is refused: .*ValidatingAdmissionPolicy"))
                        .doesNotContain("Role");
                // The rest is made.
                Within.start()
                        .untilAsserted(() -> assertThat(site.inventory().ours().keys())
                                .contains(
                                        "prometheus/ServiceMonitor/operator-metrics",
                                        "prometheus/Secret/operator-metrics-client-tls",
                                        "operator/Secret/operator-metrics-tls")
                                .doesNotContain(SERVICE, BUNDLE));
                Inventory made = site.inventory().ours();
                nudge(site, made);
                int minutes = (int) Duration.between(begun, Instant.now()).toMinutes();
                assertThat(writes(proxy, "/services")).hasSizeBetween(1, 1 + minutes);
                assertThat(writes(proxy, site.prometheusNamespace() + "/configmaps"))
                        .hasSizeBetween(1, 1 + minutes);

                services.lift();
                bundles.lift();
                Within.seconds(75)
                        .untilAsserted(
                                () -> assertThat(site.inventory().ours().keys()).contains(SERVICE, BUNDLE));
                site.awaitAvailable();
            }
        }
    }

    /** Whatever its text says, what a policy refuses to change is not deleted to be made anew. */
    @Test
    void aPolicyThatCallsThingsImmutableMakesNothingBeDeleted(KubeCluster cluster) throws IOException {
        Rule rule = new Rule("UPDATE", "services", "Invalid", "spec.selector: field is immutable");
        try (Site site = Site.create(cluster, "immutable");
                RecordingProxy proxy = RecordingProxy.before(cluster);
                OperatorProcess operator = site.launcher(proxy).run()) {
            Inventory before = site.awaitAvailable().ours();
            try (AdmissionPolicy immutable = AdmissionPolicy.create(site, "frozen-services", rule)) {
                awaitRefused(site, rule);
                site.edit(
                        before.get(SERVICE),
                        "[{\"op\": \"replace\", \"path\": \"/spec/selector/k8s-app\", \"value\": \"another\"}]");
                Within.start()
                        .untilAsserted(
                                () -> assertThat(site.condition("Degraded").message())
                                        .contains("ValidatingAdmissionPolicy 'frozen-services'", rule.message()));
                assertThat(writes(proxy, "/services"))
                        .noneMatch(request -> request.method().equals("DELETE"));
                assertThat(site.inventory().uids())
                        .containsEntry(SERVICE, before.uids().get(SERVICE));
                assertThat(operator.log()).noneMatch(line -> line.contains("made anew"));
                immutable.lift();
            }
            Within.seconds(75)
                    .untilAsserted(() -> assertThat(site.inventory().contents().get(SERVICE))
                            .isEqualTo(before.contents().get(SERVICE)));
        }
    }

    /** It would come with every other write too. */
    @Test
    void whatAPolicyAddsToASelectorIsContestedAndNotFought(KubeCluster cluster) throws IOException {
        try (Site site = Site.create(cluster, "mutated");
                RecordingProxy proxy = RecordingProxy.before(cluster);
                AdmissionPolicy adding =
                        AdmissionPolicy.adding(site, "more-selected", "services", "/spec/selector/added")) {
            awaitAdding(site);
            Instant begun = Instant.now();
            try (OperatorProcess operator = site.launcher(proxy).run()) {
                Within.start()
                        .untilAsserted(() -> assertThat(site.condition("Degraded"))
                                .satisfies(degraded ->
                                        assertThat(degraded.reason()).isEqualTo("ContestedObject"))
                                .satisfies(degraded -> assertThat(degraded.message())
                                        .contains("services " + site.operatorNamespace() + "/" + Site.SERVICE
                                                + ": changed by an admission webhook or policy")));
                nudge(site, site.inventory().ours());
                int minutes = (int) Duration.between(begun, Instant.now()).toMinutes();
                assertThat(writes(proxy, "/services")).hasSizeBetween(1, 1 + minutes);

                adding.lift();
                Within.seconds(200)
                        .untilAsserted(
                                () -> assertThat(site.inventory().get(SERVICE).toString())
                                        .doesNotContain("added=policy"));
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
        }
    }

    @Test
    void namespacesOfTheStrictestPodSecurityTakeAllObjects(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "restricted")) {
            Stream.of(site.operatorNamespace(), site.prometheusNamespace())
                    .forEach(namespace -> cluster.admin()
                            .namespaces()
                            .withName(namespace)
                            .edit(found -> new NamespaceBuilder(found)
                                    .editMetadata()
                                    .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                                    .addToLabels("pod-security.kubernetes.io/enforce-version", "latest")
                                    .endMetadata()
                                    .build()));
            // A pod without a word about its security is none of those that may run here.
            assertThatExceptionOfType(KubernetesClientException.class)
                    .isThrownBy(() -> site.createPod())
                    .withMessageContaining("violates PodSecurity \"restricted:latest\"");
            try (OperatorProcess operator = site.launcher().run()) {
                assertThat(site.awaitAvailable().ours().keys())
                        .contains(SERVICE, BUNDLE, "prometheus/ServiceMonitor/operator-metrics");
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
        }
    }

    /** Its objects go one after the other, with the Roles by which they are read and written. */
    @Test
    void nothingIsWrittenToANamespaceThatIsBeingDeleted(KubeCluster cluster) throws IOException {
        try (Site site = Site.create(cluster, "terminating");
                RecordingProxy proxy = RecordingProxy.before(cluster);
                OperatorProcess operator = site.launcher(proxy).run()) {
            Inventory made = site.awaitAvailable().ours();
            cluster.admin()
                    .resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withNamespace(site.prometheusNamespace())
                            .withName("hold")
                            .withFinalizers("example.com/hold")
                            .endMetadata()
                            .build())
                    .create();
            cluster.admin().namespaces().withName(site.prometheusNamespace()).delete();
            Within.start()
                    .untilAsserted(() -> assertThat(site.condition("Progressing"))
                            .satisfies(progressing ->
                                    assertThat(progressing.reason()).isEqualTo("NamespaceTerminating"))
                            .satisfies(progressing -> assertThat(progressing.message())
                                    .contains(site.prometheusNamespace() + " is being deleted")));
            int before = proxy.requests().size();
            site.permissions().takeInPrometheusNamespace();
            cluster.admin().resource(made.get(BUNDLE)).delete();
            cluster.admin()
                    .resource(made.get("prometheus/ServiceMonitor/operator-metrics"))
                    .delete();
            proxy.disconnect();
            nudge(site, made);

            assertThat(proxy.requests().stream().skip(before))
                    .filteredOn(request -> !request.method().equals("GET"))
                    .noneMatch(request -> request.path().contains("/" + site.prometheusNamespace() + "/"));
            assertThat(site.condition("Degraded").message()).doesNotContain("Role");
            assertThat(operator.log()).noneMatch(line -> line.contains("not allowed"));
            cluster.admin()
                    .configMaps()
                    .inNamespace(site.prometheusNamespace())
                    .withName("hold")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\": {\"finalizers\": null}}");
        }
    }

    /** By a change as our program makes it, without effect. */
    private static void awaitRefused(Site site, Rule rule) {
        try (KubernetesClient account = site.account().client()) {
            Within.seconds(30)
                    .untilAsserted(() -> assertThatExceptionOfType(KubernetesClientException.class)
                            .isThrownBy(() -> account.services()
                                    .inNamespace(site.operatorNamespace())
                                    .withName(Site.SERVICE)
                                    .dryRun(true)
                                    .patch(
                                            PatchContext.of(PatchType.JSON_MERGE),
                                            "{\"metadata\": {\"labels\": {\"tried\": \"once\"}}}"))
                            .withMessageContaining(rule.message()));
        }
    }

    /** Has our program look at everything again, some seconds long. */
    private static void nudge(Site site, Inventory made) {
        for (int i = 0; i < 10; i++) {
            String value = Integer.toString(i);
            site.edit(
                    made.get("operator/NetworkPolicy/operator-metrics"),
                    "[{\"op\": \"add\", \"path\": \"/metadata/annotations/seen\", \"value\": \"%s\"}]"
                            .formatted(value));
            await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        }
    }

    private static List<Request> writes(RecordingProxy proxy, String path) {
        return proxy.requests().stream()
                .filter(request -> !request.method().equals("GET"))
                .filter(request -> request.path().contains(path))
                .toList();
    }

    /** By asking as our program does, without effect. */
    private static void awaitAdding(Site site) {
        try (KubernetesClient account = site.account().client()) {
            Within.seconds(30)
                    .untilAsserted(() -> assertThat(account.resource(tried(site))
                                    .dryRun(true)
                                    .create()
                                    .getSpec()
                                    .getSelector())
                            .containsEntry("added", "policy"));
        }
    }

    private static Service tried(Site site) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(site.operatorNamespace())
                .withName("tried")
                .endMetadata()
                .withNewSpec()
                .addToSelector("tried", "once")
                .addNewPort()
                .withPort(1)
                .endPort()
                .endSpec()
                .build();
    }

    /** By asking as our program does, without effect. */
    private static void awaitInForce(Site site) {
        try (KubernetesClient account = site.account().client()) {
            Service service = tried(site);
            ConfigMap bundle = new ConfigMapBuilder()
                    .withNewMetadata()
                    .withNamespace(site.prometheusNamespace())
                    .withName("tried")
                    .endMetadata()
                    .build();
            Within.seconds(30).untilAsserted(() -> {
                assertThatExceptionOfType(KubernetesClientException.class)
                        .isThrownBy(() -> account.resource(service).dryRun(true).create())
                        .satisfies(refused -> assertThat(refused.getCode()).isEqualTo(403));
                assertThatExceptionOfType(KubernetesClientException.class)
                        .isThrownBy(() -> account.resource(bundle).dryRun(true).create())
                        .satisfies(refused -> assertThat(refused.getCode()).isEqualTo(422));
            });
        }
    }
}
