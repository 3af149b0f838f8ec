package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.it.harness.TestPki;

import java.time.Instant;
import java.util.Map;

/** Plays a release of our program that kept the change of a CA in a ConfigMap: what it left behind, as its field manager. */
public final class EarlierRelease {

    /** The ConfigMap in an {@link Inventory}. */
    public static final String RECORD = "operator/ConfigMap/" + Site.SERVICE + "-ca";

    private final Site site;

    private EarlierRelease(Site site) {
        this.site = site;
    }

    public static EarlierRelease at(Site site) {
        return new EarlierRelease(site);
    }

    /** Nothing was under way, and the inventory lists the ConfigMap. */
    public void leaveRecord(TestPki ca) {
        apply(
                Site.SERVICE + "-objects",
                Map.of("objects", "configmaps %s/%s-ca\n".formatted(site.operatorNamespace(), Site.SERVICE)));
        apply(Site.SERVICE + "-ca", Map.of("phase", "Settled", "present-ca.crt", ca.caPem()));
    }

    /** Somebody who may edit ConfigMaps adds a CA to those that are trusted, in the one that is there or in a new one. */
    public void editRecord(TestPki current, TestPki added, Instant deadline) {
        ConfigMap forged = map(
                Site.SERVICE + "-ca",
                Map.of(
                        "phase", "Announced",
                        "present-ca.crt", current.caPem(),
                        "previous-ca.crt", added.caPem(),
                        "deadline", deadline.toString()));
        try (KubernetesClient somebody = site.cluster().adminAs("somebody")) {
            var record =
                    somebody.configMaps().inNamespace(site.operatorNamespace()).withName(Site.SERVICE + "-ca");
            if (record.get() == null) {
                somebody.resource(forged).create();
            } else {
                record.edit(before ->
                        new ConfigMapBuilder(before).withData(forged.getData()).build());
            }
        }
    }

    private void apply(String name, Map<String, String> data) {
        ConfigMap map = map(name, data)
                .edit()
                .editMetadata()
                .addToLabels("app.kubernetes.io/managed-by", "operator-metrics")
                .addToAnnotations("operator-metrics/instance", site.operatorNamespace() + "/" + Site.SERVICE)
                .endMetadata()
                .build();
        site.cluster()
                .admin()
                .resource(map)
                .fieldManager("operator-metrics")
                .forceConflicts()
                .serverSideApply();
    }

    private ConfigMap map(String name, Map<String, String> data) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(site.operatorNamespace())
                .withName(name)
                .endMetadata()
                .withData(data)
                .build();
    }
}
