package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.roles.GoOperator;
import io.operatormetrics.it.roles.GoOperatorLoop;
import io.operatormetrics.it.roles.Inventory;
import io.operatormetrics.it.roles.ObjectEvents;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is ours, how long it is, and what becomes of it when somebody else takes it, deletes it or changes it over and over. */
@RealCluster
class OwnershipIT {

    private static final String SERVICE = "operator/Service/" + Site.SERVICE;
    private static final String SERVICE_MONITOR = "prometheus/ServiceMonitor/" + Site.SERVICE;
    private static final String CA = "operator/Secret/tigera-ca-private";
    private static final String STATUS = "TigeraStatus/" + Site.SERVICE;

    /** Lists what is about to be made, and so is changed when more is; the CA is what the first pairs wait for. */
    private static final String INVENTORY = "operator/ConfigMap/operator-metrics-objects";

    @Test
    void eachObjectIsWrittenOnceAtItsCreation(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "once");
                ObjectEvents events = ObjectEvents.of(site);
                OperatorProcess operator = site.launcher().run()) {
            Inventory made = site.awaitAvailable().ours();
            calm(events);
            assertThat(made.keys()).hasSizeGreaterThan(12);
            assertThat(of(made.without(STATUS, INVENTORY), events))
                    .as(events.all().toString())
                    .allSatisfy((key, count) -> assertThat(count).as(key).isEqualTo(1));
            assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    @Test
    void aNewProcessWritesNothing(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "restarted")) {
            SortedMap<String, String> before;
            try (OperatorProcess first = site.launcher().run()) {
                before = site.awaitAvailable().ours().versions();
                assertThat(first.log()).noneMatch(line -> line.contains("ERROR"));
            }
            try (ObjectEvents events = ObjectEvents.of(site);
                    OperatorProcess second = site.launcher().run()) {
                site.reconcileAgain(1);
                calm(events);
                assertThat(second.log()).noneMatch(line -> line.contains("updated") || line.contains("created"));
                SortedMap<String, String> after = site.inventory().ours().versions();
                // That one was touched to have it look again.
                before.remove(SERVICE);
                after.remove(SERVICE);
                assertThat(after).isEqualTo(before);
            }
        }
    }

    @Test
    void anEditedPortIsPutBackThoughItCannotBeJoined(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "port");
                OperatorProcess operator = site.launcher().run()) {
            Inventory before = site.awaitAvailable();
            site.edit(
                    before.get(SERVICE), "[{\"op\": \"replace\", \"path\": \"/spec/ports/0/port\", \"value\": 9999}]");
            Within.request(
                    5,
                    () -> assertThat(site.inventory().contents())
                            .containsEntry(SERVICE, before.contents().get(SERVICE)));
            assertThat(site.inventory().uids())
                    .containsEntry(SERVICE, before.uids().get(SERVICE));
            assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    @Test
    void whatTheGoOperatorTakesOverIsNeverWrittenAgainAndLosesNothing(KubeCluster cluster) {
        cluster.objects().put(Kinds.monitor());
        try (Site site = Site.create(cluster, "taken")) {
            site.permissions().grantEverything();
            try (OperatorProcess operator =
                    GoOperator.underItsNames(site.launcher()).run()) {
                // All of it is there; nobody scrapes under these names.
                Within.start()
                        .untilAsserted(
                                () -> assertThat(site.condition("Progressing").reason())
                                        .isEqualTo("AwaitingFirstScrape"));
                Inventory ours = site.inventory();
                try (GoOperatorLoop theirs = GoOperatorLoop.withMetrics(site);
                        ObjectEvents events = ObjectEvents.of(site)) {
                    Within.start()
                            .untilAsserted(() -> assertThat(controlled(site))
                                    .hasSizeGreaterThanOrEqualTo(6)
                                    .allSatisfy((key, object) ->
                                            assertThat(managers(object)).as(key).doesNotContain(Site.SERVICE)));
                    calm(events);
                    Inventory taken = site.inventory();
                    controlled(site).forEach((key, object) -> {
                        if (object.getKind().equals("Secret")) {
                            assertThat(object.getAdditionalProperties().get("data"))
                                    .as(key)
                                    .isEqualTo(ours.get(key)
                                            .getAdditionalProperties()
                                            .get("data"));
                        }
                    });
                    assertThat(taken.get("prometheus/ConfigMap/tigera-ca-bundle")
                                    .toString())
                            .contains("theirs");
                    assertThat(taken.get("operator/Service/tigera-operator-metrics")
                                    .toString())
                            .contains("9484");
                    assertThat(site.condition("Degraded").message())
                            .contains("services ", "belongs to " + GoOperator.MANAGER);
                    // Whatever wakes ours: it has nothing to say about these any more.
                    for (int i = 0; i < 3; i++) {
                        cluster.objects().put(Kinds.licenseKey("expiry", "203%d-01-01T00:00:00Z".formatted(i)));
                        calm(events);
                    }
                    SortedMap<String, String> after = site.inventory().versions();
                    after.keySet().retainAll(controlled(site).keySet());
                    assertThat(taken.versions()).containsAllEntriesOf(after);
                    assertThat(theirs.reconciles()).isLessThan(30);
                    assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
                }
            }
        }
    }

    @Test
    void aDeleteWarEndsContested(KubeCluster cluster) {
        cluster.objects().put(Kinds.monitor());
        try (Site site = Site.create(cluster, "deleted")) {
            site.permissions().grantEverything();
            try (GoOperatorLoop theirs = GoOperatorLoop.withoutMetrics(site);
                    ObjectEvents events = ObjectEvents.of(site);
                    OperatorProcess operator =
                            GoOperator.underItsNames(site.launcher()).run()) {
                operator.awaitLog("WARN .* tigera-operator-metrics, and the Go operator's APIs are served");
                Within.start()
                        .untilAsserted(
                                () -> assertThat(site.condition("Degraded").message())
                                        .contains(
                                                "services " + site.operatorNamespace()
                                                        + "/tigera-operator-metrics: deleted by another client;"
                                                        + " the Go operator does this while its metrics are off",
                                                "servicemonitors.monitoring.coreos.com " + site.prometheusNamespace()
                                                        + "/tigera-operator-metrics: deleted by another client",
                                                "OPERATOR_NAME"));
                assertThat(site.status().toString()).contains("ContestedObject");
                // Four times made and four times deleted, and then nothing for a minute.
                await().during(Duration.ofSeconds(15))
                        .atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(events.counts(Duration.ofSeconds(15)))
                                .doesNotContainKey("operator/Service/tigera-operator-metrics"));
                assertThat(events.counts(Duration.ofHours(1)))
                        .containsEntry("operator/Service/tigera-operator-metrics", 8L)
                        .containsEntry("prometheus/ServiceMonitor/tigera-operator-metrics", 8L);
                assertThat(theirs.reconciles()).isPositive();
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
        }
    }

    @Test
    void whatIsChangedBackAFourthTimeIsContestedByItsManager(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "reverted");
                OperatorProcess operator = site.launcher().run();
                KubernetesClient tool = cluster.adminAs("some-tool")) {
            Inventory before = site.awaitAvailable();
            for (int change = 1; change <= 4; change++) {
                tool.resource(before.get(SERVICE))
                        .patch(
                                new PatchContext.Builder()
                                        .withPatchType(PatchType.JSON)
                                        .withFieldManager("some-tool")
                                        .build(),
                                "[{\"op\": \"replace\", \"path\": \"/spec/selector/k8s-app\", \"value\": \"c%d\"}]"
                                        .formatted(change));
                if (change < 4) {
                    Within.request(
                            5,
                            () -> assertThat(site.inventory().contents())
                                    .containsEntry(SERVICE, before.contents().get(SERVICE)));
                }
            }
            Within.start()
                    .untilAsserted(() -> assertThat(site.condition("Degraded").message())
                            .contains("services " + site.operatorNamespace() + "/" + Site.SERVICE
                                    + ": changed by some-tool"));
            assertThat(site.inventory().get(SERVICE).toString()).contains("c4");
            // The others are kept as ever.
            cluster.admin().resource(before.get(SERVICE_MONITOR)).delete();
            Within.request(5, () -> assertThat(site.inventory().keys()).contains(SERVICE_MONITOR));
            assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    @Test
    void whatABackupRestoredIsTakenBackOnce(KubeCluster cluster) {
        String pair = "operator/Secret/" + Site.SERVER_SECRET;
        try (Site site = Site.create(cluster, "restored");
                OperatorProcess operator = site.launcher().run()) {
            Inventory before = site.awaitAvailable();
            List.of(SERVICE_MONITOR, pair).forEach(key -> {
                // As far as the API server tells whose it is, that is all that a restore changes.
                GenericKubernetesResource lost = before.get(key);
                cluster.admin()
                        .resource(lost)
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"metadata\": {\"managedFields\": [{}], \"annotations\": {\"restored-by\": \"velero\"}}}");
            });
            Within.request(
                    5,
                    () -> List.of(SERVICE_MONITOR, pair)
                            .forEach(key -> assertThat(managers(site.inventory().get(key)))
                                    .as(key)
                                    .contains(Site.SERVICE)));
            operator.awaitLog("taking back servicemonitors");
            operator.awaitLog("taking back secrets");
            assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    /** Of what is ours whole, also what somebody adds to it. */
    @Test
    void whatSomebodyNarrowsIsPutBack(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "narrowed");
                OperatorProcess operator = site.launcher().run()) {
            Inventory before = site.awaitAvailable();
            isPutBack(site, before, SERVICE, "/spec/selector/tier", "\"front\"");
            isPutBack(
                    site,
                    before,
                    "operator/NetworkPolicy/operator-metrics",
                    "/spec/podSelector/matchLabels/x",
                    "\"y\"");
            isPutBack(site, before, SERVICE_MONITOR, "/spec/selector/matchLabels/tier", "\"front\"");
            isPutBack(site, before, SERVICE_MONITOR, "/spec/endpoints/0/params", "{\"name[]\": [\"up\"]}");
            isPutBack(site, before, SERVICE, "/metadata/labels/k8s-app", "\"another\"");
            try (ObjectEvents events = ObjectEvents.of(site)) {
                calm(events);
            }
            assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
        }
    }

    private static void isPutBack(Site site, Inventory before, String key, String path, String value) {
        site.edit(before.get(key), "[{\"op\": \"add\", \"path\": \"%s\", \"value\": %s}]".formatted(path, value));
        Within.request(
                5,
                () -> assertThat(site.inventory().contents())
                        .as(path)
                        .containsEntry(key, before.contents().get(key)));
    }

    @Test
    void allThatIsRestoredWithoutManagersAndEditedIsAsItWas(KubeCluster cluster) {
        String pair = "operator/Secret/" + Site.SERVER_SECRET;
        try (Site site = Site.create(cluster, "backup")) {
            Inventory before;
            try (OperatorProcess operator = site.launcher().run()) {
                before = site.awaitAvailable().ours().without(STATUS, CA);
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
            site.edit(
                    before.get(SERVICE),
                    "[{\"op\": \"replace\", \"path\": \"/spec/selector\", \"value\": {\"app\": \"chart\"}}]");
            site.edit(before.get(SERVICE_MONITOR), "[{\"op\": \"remove\", \"path\": \"/spec/endpoints/0/tlsConfig\"}]");
            site.edit(before.get(pair), "[{\"op\": \"replace\", \"path\": \"/data/tls.crt\", \"value\": \"\"}]");
            before.objects()
                    .values()
                    .forEach(
                            object -> cluster.admin()
                                    .resource(object)
                                    .patch(
                                            PatchContext.of(PatchType.JSON_MERGE),
                                            "{\"metadata\": {\"managedFields\": [{}], \"annotations\": {\"restored-by\": \"velero\"}}}"));
            try (OperatorProcess operator = site.launcher().run()) {
                site.awaitAvailable();
                Within.start().untilAsserted(() -> {
                    Inventory after = site.inventory().ours();
                    assertThat(after.keys()).containsAll(before.keys());
                    assertThat(after.get(SERVICE).toString())
                            .contains("k8s-app=operator-metrics")
                            .doesNotContain("chart");
                    assertThat(after.get(SERVICE_MONITOR).toString()).contains("tlsConfig");
                });
                assertThat(site.inventory().uids()).containsAllEntriesOf(before.uids());
                assertThat(site.inventory().get(pair).toString()).doesNotContain("tls.crt=,");
                try (ObjectEvents events = ObjectEvents.of(site)) {
                    site.reconcileAgain(3);
                    calm(events);
                    assertThat(events.all())
                            .allMatch(event ->
                                    event.key().equals(SERVICE) || event.key().equals(STATUS));
                }
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
        }
    }

    /** As restored by somebody's script: with all that is written on it, but immutable and of another type. */
    @Test
    void aPairThatCannotBeChangedIsMadeAnewAsItWasIssued(KubeCluster cluster) {
        String key = "operator/Secret/" + Site.SERVER_SECRET;
        try (Site site = Site.create(cluster, "anew")) {
            GenericKubernetesResource pair;
            try (OperatorProcess operator = site.launcher().run()) {
                pair = site.awaitAvailable().get(key);
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
            Object data = pair.getAdditionalProperties().get("data");
            cluster.admin().resource(pair).delete();
            pair.getMetadata().setManagedFields(null);
            pair.getMetadata().setResourceVersion(null);
            pair.setAdditionalProperty("type", "kubernetes.io/tls");
            pair.setAdditionalProperty("immutable", true);
            String uid = cluster.admin().resource(pair).create().getMetadata().getUid();
            try (OperatorProcess operator = site.launcher().run()) {
                operator.awaitLog("deleted secrets .*" + Site.SERVER_SECRET
                        + ": it cannot be changed and is made anew: .*immutable");
                Within.start().untilAsserted(() -> {
                    GenericKubernetesResource anew = site.inventory().get(key);
                    assertThat(anew.getMetadata().getUid()).isNotEqualTo(uid);
                    assertThat(anew.getAdditionalProperties())
                            .containsEntry("type", "Opaque")
                            .containsEntry("data", data)
                            .doesNotContainKey("immutable");
                });
                site.awaitAvailable();
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
            }
        }
    }

    @Test
    void aSecondInstallationWritesNothingAndSaysWhoIsThere(KubeCluster cluster) {
        try (Site first = Site.create(cluster, "earlier");
                Site second = Site.create(cluster, "later")) {
            second.permissions().grantEverything();
            try (OperatorProcess operator = first.launcher().run();
                    OperatorProcess other = second.launcher()
                            .set("PROMETHEUS_NAMESPACE", first.prometheusNamespace())
                            .set("STATUS_NAME", "later")
                            .run()) {
                first.awaitAvailable();
                String theirs = first.operatorNamespace() + "/" + Site.SERVICE;
                Within.start().untilAsserted(() -> {
                    String status = status(cluster, "later");
                    assertThat(status)
                            .contains("OtherInstallation", "belongs to the installation " + theirs)
                            .contains("operator-metrics cleanup --instance " + theirs);
                });
                assertThat(first.awaitAvailable().versions().keySet()).isNotEmpty();
                try (ObjectEvents ofFirst = ObjectEvents.of(first);
                        ObjectEvents ofSecond = ObjectEvents.of(second)) {
                    cluster.objects().put(Kinds.licenseKey("expiry", "2031-01-01T00:00:00Z"));
                    await().during(Duration.ofSeconds(5)).untilAsserted(() -> {
                        assertThat(ofFirst.all())
                                .filteredOn(event -> !event.key().startsWith("TigeraStatus"))
                                .isEmpty();
                        assertThat(ofSecond.all())
                                .filteredOn(event -> !event.key().startsWith("TigeraStatus"))
                                .isEmpty();
                    });
                }
                assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
                assertThat(other.log()).noneMatch(line -> line.contains("ERROR"));
            }
        }
    }

    private static String status(KubeCluster cluster, String name) {
        return String.valueOf(cluster.objects().get(Kinds.tigeraStatus(name)));
    }

    private static SortedMap<String, GenericKubernetesResource> controlled(Site site) {
        SortedMap<String, GenericKubernetesResource> controlled =
                new TreeMap<>(site.inventory().objects());
        controlled
                .values()
                .removeIf(object -> object.getMetadata().getOwnerReferences().stream()
                        .noneMatch(owner -> Boolean.TRUE.equals(owner.getController())));
        return controlled;
    }

    private static List<String> managers(GenericKubernetesResource object) {
        return object.getMetadata().getManagedFields().stream()
                .map(ManagedFieldsEntry::getManager)
                .toList();
    }

    private static SortedMap<String, Long> of(Inventory some, ObjectEvents events) {
        SortedMap<String, Long> counts = new TreeMap<>(events.counts(Duration.ofHours(1)));
        counts.keySet().retainAll(some.keys());
        return counts;
    }

    /** Waits until nothing has happened for a while. */
    private static void calm(ObjectEvents events) {
        await().pollInterval(Duration.ofMillis(250))
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(events.counts(Duration.ofSeconds(5))).isEmpty());
    }
}
