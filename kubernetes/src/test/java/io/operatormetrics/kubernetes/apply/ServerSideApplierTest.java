package io.operatormetrics.kubernetes.apply;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.FakeApiServer;
import io.operatormetrics.kubernetes.client.FakeApiServer.Change;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.KubernetesClients;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.SampleResources;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class ServerSideApplierTest {

    private static final String PATH = "/api/v1/namespaces/ns/configmaps";
    private static final Map<String, String> APPLIED = Map.of("operator-metrics", "Apply");
    private static final Map<String, String> CREATED = Map.of("operator-metrics", "Update");
    private static final Map<String, String> FOREIGN = Map.of("kubectl", "Update");

    private long nanoTime;
    private final FakeApiServer api = new FakeApiServer();
    private final KubernetesClient client =
            KubernetesClients.create(api.config(), new PrometheusRegistry(), "operator");
    private final ServerSideApplier writer = new ServerSideApplier(
            new ResourceClient(client, ServerSideApplier.FIELD_MANAGER),
            new OwnershipPolicy(
                    "operators/ours",
                    secret -> secret.label("key").isPresent(),
                    "unsupported.operator.tigera.io/ignore",
                    List.of("certificates.operator.tigera.io/signer")),
            () -> nanoTime);

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void createsByOnePost() throws Exception {
        api.answer(201, json(object("1", "v", CREATED)));

        assertThat(apply("v", new Observed.Absent<>())).isEqualTo(new ApplyResult.Created());
        assertThat(apply("v", new Observed.Present<>(object("1", "v", CREATED))))
                .isEqualTo(new ApplyResult.Unchanged());

        assertThat(api.changes()).singleElement().satisfies(creation -> {
            assertThat(creation.method()).isEqualTo("POST");
            assertThat(creation.path()).isEqualTo(PATH);
            assertThat(creation.query()).isEqualTo("fieldManager=operator-metrics");
        });
    }

    @Test
    void makesAnApplicationOfItsCreationBeforeTheFirstChange() throws Exception {
        api.answer(200, metadata("8", List.of("Apply"))).answer(200, metadata("9", List.of("Apply")));

        assertThat(apply("new", new Observed.Present<>(object("7", "v", CREATED))))
                .isEqualTo(new ApplyResult.Updated());

        assertThat(api.changes())
                .extracting(Change::contentType)
                .satisfiesExactly(
                        converted -> assertThat(converted).startsWith("application/json-patch+json"),
                        applied -> assertThat(applied).startsWith("application/apply-patch+yaml"));
        assertThat(api.changes().getFirst().body())
                .contains("{\"op\":\"test\",\"path\":\"/metadata/managedFields/0/operation\",\"value\":\"Update\"}")
                .contains("{\"op\":\"replace\",\"path\":\"/metadata/managedFields/0/operation\",\"value\":\"Apply\"}");
        assertThat(api.changes().getLast()).satisfies(applied -> {
            assertThat(applied.path()).isEqualTo(PATH + "/one");
            assertThat(applied.query()).isEqualTo("fieldManager=operator-metrics&force=true");
            assertThat(applied.body()).contains("\"uid\":\"u\"");
        });
    }

    @Test
    void letsGoOfWhatAMergeLeftBesideWhatItApplies() throws Exception {
        Map<String, String> both = Map.of("operator-metrics", "Apply", "kubectl", "Update");
        api.answer(200, metadata("8", List.of("Apply", "Update"))).answer(200, metadata("9", List.of("Apply")));

        assertThat(apply("new", new Observed.Present<>(object("7", "v", both)))).isEqualTo(new ApplyResult.Updated());

        assertThat(api.changes().getLast().body())
                .contains("{\"op\":\"test\",\"path\":\"/metadata/managedFields/1/operation\",\"value\":\"Update\"}")
                .contains("{\"op\":\"remove\",\"path\":\"/metadata/managedFields/1\"}");
    }

    @Test
    void leavesAloneWhatSomebodyElseCreatedFaster() throws Exception {
        api.answer(409, status(409, "already exists"));
        assertThat(apply("v", new Observed.Absent<>())).isEqualTo(new ApplyResult.Unseen());
    }

    @Test
    void isContentWithAnotherCreatorOfWhatIsOnlyToBeThere() throws Exception {
        api.answer(409, status(409, "already exists"));
        assertThat(writer.createOnly(GroupVersionResource.CONFIG_MAPS, wanted("v")))
                .isEqualTo(new ApplyResult.Unchanged());
    }

    @Test
    void knowsAfterAStartWhetherAnythingDiffers() throws Exception {
        assertThat(apply("v", new Observed.Present<>(object("5", "v", APPLIED))))
                .isEqualTo(new ApplyResult.Unchanged());
        // Somebody's status, label or annotation.
        assertThat(apply("v", new Observed.Present<>(object("6", "v", APPLIED))))
                .isEqualTo(new ApplyResult.Unchanged());
        assertThat(api.changes()).isEmpty();

        api.answer(200, metadata("8", List.of("Apply")));
        assertThat(apply("v", new Observed.Present<>(object("7", "edited", APPLIED))))
                .isEqualTo(new ApplyResult.Updated());
        assertThat(api.changes()).hasSize(1);
    }

    @Test
    void appliesWhatMayHoldMoreThanIsWanted() throws Exception {
        Unstructured before = object("7", "v", APPLIED);
        before.json().withObject("/metadata/annotations").put("operator-metrics/written-sha256", "of more");
        api.answer(200, metadata("8", List.of("Apply")));
        assertThat(apply("v", new Observed.Present<>(before))).isEqualTo(new ApplyResult.Updated());
    }

    @Test
    void sendsNothingTwiceWhileTheWatchLagsBehind() throws Exception {
        api.answer(200, metadata("8", List.of("Apply")));
        Observed<Unstructured> seen = new Observed.Present<>(object("7", "edited", APPLIED));

        assertThat(apply("v", seen)).isEqualTo(new ApplyResult.Updated());
        assertThat(apply("v", seen)).isEqualTo(new ApplyResult.Unchanged());
        assertThat(api.changes()).hasSize(1);
    }

    @Test
    void sendsNothingAgainWhereTheServerDropsAField() throws Exception {
        api.answer(200, metadata("8", List.of("Apply")));

        apply("v", new Observed.Present<>(object("7", "old", APPLIED)));
        Unstructured pruned = object("8", "", APPLIED);
        pruned.json().remove("data");
        assertThat(apply("v", new Observed.Present<>(pruned))).isEqualTo(new ApplyResult.Unchanged());
        Unstructured touched = object("9", "", APPLIED);
        touched.json().remove("data");
        assertThat(apply("v", new Observed.Present<>(touched))).isEqualTo(new ApplyResult.Unchanged());
        assertThat(api.changes()).hasSize(1);
    }

    @Test
    void leavesAloneAtOnceWhatAWebhookChangesInItsWrite() throws Exception {
        api.answer(200, metadata("8", List.of("Apply"))).answer(200, metadata("8", List.of("Apply")));
        Observed<Unstructured> mutated = new Observed.Present<>(object("8", "mutated", APPLIED));

        apply("v", new Observed.Present<>(object("7", "old", APPLIED)));
        assertThat(apply("v", mutated)).isEqualTo(contested(new ExternalChange.OnAdmission(), 60));
        assertThat(apply("v", mutated)).isEqualTo(contested(new ExternalChange.OnAdmission(), 60));
        assertThat(api.changes()).hasSize(1);

        turn(60);
        assertThat(apply("v", mutated)).isEqualTo(new ApplyResult.Unchanged());
        assertThat(api.changes()).hasSize(2);
        assertThat(apply("v", mutated)).isEqualTo(contested(new ExternalChange.OnAdmission(), 120));
    }

    @Test
    void repairsWhatIsEditedFiveTimesInAnHour() throws Exception {
        for (int edit = 0; edit < 5; edit++) {
            assertThat(edited(edit)).isEqualTo(new ApplyResult.Updated());
            turn(720);
        }
    }

    @Test
    void leavesAloneWhatIsEditedAFourthTimeWithinAMinute() throws Exception {
        // The first may have been there before the start.
        for (int edit = 0; edit < 4; edit++) {
            assertThat(edited(edit)).isEqualTo(new ApplyResult.Updated());
            turn(10);
        }
        assertThat(edited(4)).isEqualTo(contested(new ExternalChange.Changed(Optional.of("kubectl-edit")), 60));
        assertThat(edited(5)).hasToString("Contested[why=Changed[manager=Optional[kubectl-edit]], pause=PT1M]");
        turn(60);
        assertThat(edited(6)).isEqualTo(new ApplyResult.Updated());
        assertThat(edited(7)).isEqualTo(contested(new ExternalChange.Changed(Optional.of("kubectl-edit")), 120));
    }

    private ApplyResult edited(int number) throws InterruptedException {
        Unstructured edited = object(100 + number * 2 + "", "edited", APPLIED);
        edited.json()
                .withArray("/metadata/managedFields")
                .addObject()
                .put("manager", "kubectl-edit")
                .put("operation", "Update")
                .putObject("fieldsV1")
                .putObject("f:data")
                .putObject("f:key");
        if (api.changes().size() <= number) {
            api.answer(200, metadata(101 + number * 2 + "", List.of("Apply")));
        }
        return apply("v", new Observed.Present<>(edited));
    }

    @Test
    void leavesAloneWhatIsDeletedAFourthTimeWithinAMinute() throws Exception {
        for (int creation = 1; creation <= 4; creation++) {
            api.answer(201, json(object(creation + "", "v", CREATED)));
            assertThat(apply("v", new Observed.Absent<>())).isEqualTo(new ApplyResult.Created());
            assertThat(apply("v", new Observed.Present<>(object(creation + "", "v", CREATED))))
                    .isEqualTo(new ApplyResult.Unchanged());
        }
        assertThat(apply("v", new Observed.Absent<>())).isEqualTo(contested(new ExternalChange.Deleted(), 60));
        assertThat(api.changes()).hasSize(4);
    }

    /** As when a Monitor comes and goes, and the garbage collector takes what references it. */
    @Test
    void doesNotTakeForADeletionByOthersWhatIsGoneSinceItWasNotWanted() throws Exception {
        for (int creation = 1; creation <= 6; creation++) {
            api.answer(201, json(object(creation + "", "v", CREATED)));
            assertThat(apply("v", new Observed.Absent<>())).isEqualTo(new ApplyResult.Created());
            apply("v", new Observed.Present<>(object(creation + "", "v", CREATED)));
            writer.forget(
                    GroupVersionResource.CONFIG_MAPS, object("1", "v", CREATED).key());
        }
    }

    @Test
    void doesNotTakeAWatchThatLagsForADeletion() throws Exception {
        api.answer(201, json(object("1", "v", CREATED)));
        api.resource(PATH).objects(json(object("1", "v", CREATED)));

        apply("v", new Observed.Absent<>());
        for (int reconcile = 0; reconcile < 5; reconcile++) {
            assertThat(apply("v", new Observed.Absent<>())).isEqualTo(new ApplyResult.Unseen());
        }
        assertThat(api.changes()).hasSize(1);
    }

    @Test
    void seesADeletionThatTheWatchDidNotShow() throws Exception {
        api.resource(PATH);
        for (int creation = 1; creation <= 4; creation++) {
            api.answer(201, json(object(creation + "", "v", CREATED)));
            assertThat(apply("v", new Observed.Absent<>())).isEqualTo(new ApplyResult.Created());
        }
        assertThat(apply("v", new Observed.Absent<>())).isEqualTo(contested(new ExternalChange.Deleted(), 60));
    }

    private static ApplyResult contested(ExternalChange why, int seconds) {
        return new ApplyResult.Contested(why, Duration.ofSeconds(seconds));
    }

    private void turn(int seconds) {
        nanoTime += Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void replacesAListOfPortsThatCannotBeJoined() throws Exception {
        api.answer(422, status(422, "Service is invalid: spec.ports[1].name: Duplicate value"))
                .answer(200, metadata("8", List.of("Apply", "Update")));

        assertThat(writer.apply(
                        GroupVersionResource.SERVICES,
                        wanted("v"),
                        new Observed.Present<>(object("7", "edited", APPLIED))))
                .isEqualTo(new ApplyResult.Updated());

        assertThat(api.changes().getLast()).satisfies(merge -> {
            assertThat(merge.contentType()).startsWith("application/merge-patch+json");
            assertThat(merge.body()).contains("\"resourceVersion\":\"7\"", "\"uid\":\"u\"");
        });
    }

    @Test
    void makesAnewAtOnceAndAsItWasWantedWhatCannotBeChanged() throws Exception {
        api.answer(422, status(422, "Secret is invalid: type: Invalid value: field is immutable"))
                .answer(409, status(409, "already exists"))
                .answer(200, "{}")
                .answer(201, json(object("9", "v", CREATED)));

        assertThat(apply("v", new Observed.Present<>(object("7", "edited", APPLIED))))
                .isEqualTo(new ApplyResult.Created());
        assertThat(api.changes()).extracting(Change::method).containsExactly("PATCH", "POST", "DELETE", "POST");
        assertThat(api.changes().get(1).query()).isEqualTo("fieldManager=operator-metrics&dryRun=All");
        assertThat(api.changes().get(2).body()).contains("\"uid\":\"u\"", "\"resourceVersion\":\"7\"");
        assertThat(api.changes().getLast().body()).contains("\"data\":{\"key\":\"v\"}");
    }

    /** Its pair would be lost. */
    @Test
    void deletesNothingThatItCouldNotCreateAgain() throws Exception {
        api.answer(422, status(422, "Secret is invalid: type: Invalid value: field is immutable"))
                .answer(403, status(403, "configmaps \"one\" is forbidden: exceeded quota: few"));

        assertThat(apply("v", new Observed.Present<>(object("7", "edited", APPLIED))))
                .isInstanceOfSatisfying(
                        ApplyResult.Refused.class,
                        refused -> assertThat(refused.verb()).isEqualTo("create"));
        assertThat(api.changes()).extracting(Change::method).containsExactly("PATCH", "POST");
    }

    @Test
    void deletesNothingThatIsMerelyInvalid() throws Exception {
        api.answer(422, status(422, "ServiceMonitor is invalid: spec: Invalid value"));
        assertThat(apply("v", new Observed.Present<>(object("7", "edited", APPLIED))))
                .isInstanceOf(ApplyResult.Refused.class);
        assertThat(api.changes()).extracting(Change::method).containsOnly("PATCH");
    }

    /** Whatever words a policy uses. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "configmaps \"one\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: field is immutable",
                "admission webhook \"x.example\" denied the request: configmaps are immutable here"
            })
    void neitherDeletesNorMergesWhatAPolicyDenies(String message) throws Exception {
        api.answer(422, status(422, message));
        assertThat(writer.apply(
                        GroupVersionResource.SERVICES,
                        wanted("v"),
                        new Observed.Present<>(object("7", "edited", APPLIED))))
                .isInstanceOf(ApplyResult.Refused.class);
        assertThat(api.changes()).extracting(Change::method).containsOnly("PATCH");
    }

    @Test
    void writesOnceAMinuteWhatIsRefused() throws Exception {
        String denied = status(403, "configmaps \"one\" is forbidden: exceeded quota: few");
        api.answer(403, denied).answer(403, denied).answer(201, json(object("1", "v", CREATED)));
        for (int i = 0; i < 6; i++) {
            assertThat(apply("v", new Observed.Absent<>()))
                    .isInstanceOfSatisfying(ApplyResult.Refused.class, refused -> {
                        assertThat(refused.verb()).isEqualTo("create");
                        assertThat(refused.failure().message()).endsWith("exceeded quota: few");
                        assertThat(refused.pause()).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
                    });
            turn(i == 4 ? 20 : 10);
        }
        assertThat(api.changes()).hasSize(2);
        turn(51);
        assertThat(apply("v", new Observed.Absent<>())).isEqualTo(new ApplyResult.Created());
        assertThat(apply("v", new Observed.Present<>(object("1", "v", CREATED))))
                .isEqualTo(new ApplyResult.Unchanged());
    }

    @Test
    void givesUpWhatSomebodyElseControls() throws Exception {
        Unstructured taken = object("7", "v", APPLIED);
        control(taken);
        api.answer(200, metadata("8", List.of()));

        assertThat(apply("v", new Observed.Present<>(taken))).isEqualTo(new ApplyResult.Foreign("operator", true));
        assertThat(api.changes()).isEmpty();
        assertThat(writer.giveUp(GroupVersionResource.CONFIG_MAPS, taken)).isEqualTo(new ApplyResult.Updated());

        assertThat(api.changes()).singleElement().satisfies(change -> {
            assertThat(change.contentType()).startsWith("application/merge-patch+json");
            assertThat(change.body())
                    .isEqualTo("{\"metadata\":{\"resourceVersion\":\"7\","
                            + "\"managedFields\":[{\"manager\":\"operator\",\"operation\":\"Update\"}]}}");
        });
    }

    @Test
    void givesNothingUpTwiceNorWhatIsOurs() throws Exception {
        Unstructured theirs = object("8", "v", Map.of());
        control(theirs);
        assertThat(writer.giveUp(GroupVersionResource.CONFIG_MAPS, theirs)).isEqualTo(new ApplyResult.Unchanged());
        assertThat(writer.giveUp(GroupVersionResource.CONFIG_MAPS, object("7", "v", APPLIED)))
                .isEqualTo(new ApplyResult.Unchanged());
        assertThat(api.changes()).isEmpty();
    }

    private static void control(Unstructured taken) {
        taken.json()
                .withArray("/metadata/ownerReferences")
                .addObject()
                .put("kind", "Monitor")
                .put("name", "tigera-secure")
                .put("controller", true);
        taken.json()
                .withArray("/metadata/managedFields")
                .addObject()
                .put("manager", "operator")
                .put("operation", "Update");
    }

    @Test
    void takesBackARestoredObjectByOneApply() throws Exception {
        Unstructured restored = object("7", "v", Map.of("velero", "Update"));
        restored.json().withObject("/metadata/labels").put("app.kubernetes.io/managed-by", "operator-metrics");
        api.answer(200, metadata("8", List.of("Apply")));

        assertThat(apply("v", new Observed.Present<>(restored))).isEqualTo(new ApplyResult.Updated());
        assertThat(api.changes())
                .singleElement()
                .satisfies(change -> assertThat(change.contentType()).startsWith("application/apply-patch+yaml"));
    }

    /** A tool that writes objects without their managedFields, each time anew. */
    @Test
    void leavesAloneWhatLosesItsManagersAFourthTimeWithinAMinute() throws Exception {
        for (int loss = 0; loss < 4; loss++) {
            api.answer(200, metadata(101 + 2 * loss + "", List.of("Apply")));
            assertThat(apply("v", new Observed.Present<>(restored(100 + 2 * loss + ""))))
                    .isEqualTo(new ApplyResult.Updated());
            assertThat(apply("v", new Observed.Present<>(restored(100 + 2 * loss + ""))))
                    .as("while the watch lags")
                    .isEqualTo(new ApplyResult.Unchanged());
        }
        assertThat(apply("v", new Observed.Present<>(restored("108"))))
                .isEqualTo(contested(new ExternalChange.Changed(Optional.of("velero")), 60));
        assertThat(api.changes()).hasSize(4);
    }

    private static Unstructured restored(String version) {
        Unstructured restored = object(version, "v", Map.of("velero", "Update"));
        restored.json().withObject("/metadata/labels").put("app.kubernetes.io/managed-by", "operator-metrics");
        return restored;
    }

    /** An update of Calico's that changes nothing leaves no name in managedFields. */
    @Test
    void sendsNothingForARestoredCalicoObjectThatIsAsWanted() throws Exception {
        assertThat(writer.apply(
                        SampleResources.CALICO_NETWORK_POLICIES, wanted("v"), new Observed.Present<>(restored("7"))))
                .isEqualTo(new ApplyResult.Unchanged());
        assertThat(api.changes()).isEmpty();
    }

    @Test
    void takesBackAListThatSomebodyAddedTo() throws Exception {
        Unstructured edited = object("7", "v", Map.of());
        edited.json().withArray("/metadata/managedFields").add(entry("operator-metrics", "Apply", "f:other"));
        edited.json().withArray("/metadata/managedFields").add(entry("kubectl-edit", "Update", "f:data"));
        api.answer(200, metadata("8", List.of("Apply")));

        assertThat(apply("v", new Observed.Present<>(edited))).isEqualTo(new ApplyResult.Updated());
        assertThat(apply("v", new Observed.Present<>(owned("8")))).isEqualTo(new ApplyResult.Unchanged());

        // The same edit once more is a reversal of what was written.
        edited.json().withObject("/metadata").put("resourceVersion", "9");
        api.answer(200, metadata("10", List.of("Apply")));
        assertThat(apply("v", new Observed.Present<>(edited))).isEqualTo(new ApplyResult.Updated());
        assertThat(api.changes()).hasSize(2);
    }

    @Test
    void appliesOnceWhereTheServerKeepsNoOwnerOfAField() throws Exception {
        Unstructured unowned = object("7", "v", Map.of());
        unowned.json().withArray("/metadata/managedFields").add(entry("operator-metrics", "Apply", "f:other"));
        api.answer(200, metadata("7", List.of("Apply")));

        for (int i = 0; i < 3; i++) {
            assertThat(apply("v", new Observed.Present<>(unowned))).isEqualTo(new ApplyResult.Unchanged());
        }
        assertThat(api.changes()).hasSize(1);
    }

    private static Unstructured owned(String version) {
        Unstructured owned = object(version, "v", Map.of());
        ObjectNode entry = entry("operator-metrics", "Apply", "f:data");
        ObjectNode annotations = entry.withObject("/fieldsV1/f:metadata/f:annotations");
        annotations.putObject("f:" + LastAppliedAnnotation.ANNOTATION);
        owned.json().withArray("/metadata/managedFields").add(entry);
        return owned;
    }

    private static ObjectNode entry(String manager, String operation, String field) {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("manager", manager).put("operation", operation);
        entry.putObject("fieldsV1").putObject(field);
        return entry;
    }

    @Test
    void servesOnlyWithTheLabelsByWhichItIsSelected() throws Exception {
        Unstructured wanted = wanted("v");
        wanted.json()
                .withObject("/metadata/labels")
                .put("k8s-app", "tigera-operator")
                .put("app.kubernetes.io/managed-by", "operator-metrics")
                .put("certificates.operator.tigera.io/signer", "x");
        Unstructured theirs = object("7", "v", FOREIGN);
        assertThat(writer.apply(GroupVersionResource.CONFIG_MAPS, wanted, new Observed.Present<>(theirs)))
                .isEqualTo(new ApplyResult.Foreign("kubectl", false));

        theirs.json().withObject("/metadata/labels").put("k8s-app", "tigera-operator");
        assertThat(writer.apply(GroupVersionResource.CONFIG_MAPS, wanted, new Observed.Present<>(theirs)))
                .isEqualTo(new ApplyResult.Foreign("kubectl", true));
    }

    @Test
    void neverWritesWhatIsOfAnotherInstallation() throws Exception {
        Unstructured others = object("7", "edited", APPLIED);
        others.json().withObject("/metadata/annotations").put("operator-metrics/instance", "operators/other");
        assertThat(apply("v", new Observed.Present<>(others)))
                .isEqualTo(new ApplyResult.OtherInstallation("operators/other"));
        assertThat(api.changes()).isEmpty();
    }

    @Test
    void deletesNothingThatSomebodyElseKeepsToo() throws Exception {
        Unstructured kept = object("7", "v", Map.of("operator-metrics", "Apply", "argocd", "Apply"));
        assertThat(delete(new Observed.Present<>(kept)))
                .isEqualTo(new ApplyResult.KeptByAnother("field manager argocd"));
        assertThat(api.changes()).isEmpty();
    }

    private ApplyResult delete(Observed<Unstructured> live) throws InterruptedException {
        return writer.delete(GroupVersionResource.CONFIG_MAPS, live, "it is not wanted");
    }

    @ParameterizedTest(name = "holding {0}: serves {1}")
    @CsvSource({"v, true", "another, false"})
    void neverWritesWhatIsSomebodyElses(String value, boolean serves) throws Exception {
        Observed<Unstructured> live = new Observed.Present<>(object("7", value, FOREIGN));

        assertThat(apply("v", live)).isEqualTo(new ApplyResult.Foreign("kubectl", serves));
        assertThat(delete(live)).isEqualTo(new ApplyResult.Unchanged());
        assertThat(api.changes()).isEmpty();
    }

    @Test
    void leavesAloneWhatIsMarkedToBe() throws Exception {
        Unstructured marked = object("7", "edited", APPLIED);
        marked.json().withObject("/metadata/annotations").put("unsupported.operator.tigera.io/ignore", "true");

        assertThat(apply("v", new Observed.Present<>(marked))).isEqualTo(new ApplyResult.Ignored(false));
        assertThat(apply("edited", new Observed.Present<>(marked))).isEqualTo(new ApplyResult.Ignored(true));
        assertThat(delete(new Observed.Present<>(marked))).isEqualTo(new ApplyResult.Ignored(true));
        assertThat(api.changes()).isEmpty();
    }

    @ParameterizedTest(name = "marked {0}")
    @CsvSource({"operators/another", "''"})
    void deletesNothingOfAnotherInstallation(String mark) throws Exception {
        Unstructured taken = object("7", "v", APPLIED);
        taken.json().withObject("/metadata/annotations").put("operator-metrics/instance", mark);

        assertThat(delete(new Observed.Present<>(taken))).isEqualTo(new ApplyResult.Unchanged());
        assertThat(api.changes()).isEmpty();
    }

    @Test
    void deletesNothingButTheVersionThatItSaw() throws Exception {
        api.answer(200, "{}");
        assertThat(delete(new Observed.Present<>(object("7", "v", APPLIED)))).isEqualTo(new ApplyResult.Deleted());
        assertThat(api.changes())
                .singleElement()
                .satisfies(change -> assertThat(change.method()).isEqualTo("DELETE"))
                .satisfies(change ->
                        assertThat(change.body()).contains("\"uid\":\"u\"").contains("\"resourceVersion\":\"7\""));
    }

    @Test
    void writesCalicoObjectsWholeAndKeepsWhatOthersAdded() throws Exception {
        Unstructured live = object("7", "edited", Map.of("operator-metrics", "Update"));
        live.json().withObject("/metadata/labels").put("added", "by-another");
        api.answer(200, metadata("8", List.of("Update")));

        assertThat(writer.apply(SampleResources.CALICO_NETWORK_POLICIES, wanted("v"), new Observed.Present<>(live)))
                .isEqualTo(new ApplyResult.Updated());
        assertThat(api.changes())
                .singleElement()
                .satisfies(change -> assertThat(change.method()).isEqualTo("PUT"))
                .satisfies(change -> assertThat(change.body())
                        .contains("\"resourceVersion\":\"7\"", "\"added\":\"by-another\"", "\"key\":\"v\""));
    }

    @Test
    void writesCalicoObjectsAgainWhenOtherIsWanted() throws Exception {
        Map<String, String> ours = Map.of("operator-metrics", "Update");
        api.answer(200, metadata("8", List.of("Update"))).answer(200, metadata("9", List.of("Update")));

        writer.apply(
                SampleResources.CALICO_NETWORK_POLICIES, wanted("v"), new Observed.Present<>(object("7", "old", ours)));
        Observed<Unstructured> live = new Observed.Present<>(object("8", "v", ours));
        assertThat(writer.apply(SampleResources.CALICO_NETWORK_POLICIES, wanted("v"), live))
                .isEqualTo(new ApplyResult.Unchanged());
        assertThat(writer.apply(SampleResources.CALICO_NETWORK_POLICIES, wanted("new"), live))
                .isEqualTo(new ApplyResult.Updated());
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            403 | forbidden                | Forbidden[verb=create]
            404 | namespaces "ns" not found | NamespaceMissing[]
            404 | the server could not find  | NotServed[]
            403 | configmaps is forbidden: User "us" cannot create resource "configmaps" | Forbidden[verb=create]
            """)
    void tellsWhyNothingCouldBeCreated(int code, String message, String result) throws Exception {
        api.answer(code, status(code, message));
        assertThat(apply("v", new Observed.Absent<>())).hasToString(result);
    }

    @Test
    void doesNothingAboutWhatItCannotSee() throws Exception {
        assertThat(apply("v", new Observed.Pending<>())).isEqualTo(new ApplyResult.Unseen());
        assertThat(apply("v", new Observed.Unreadable<>(ApiException.ofCode(403, "no"))))
                .isEqualTo(new ApplyResult.Forbidden("list, watch"));
        assertThat(api.changes()).isEmpty();
    }

    private ApplyResult apply(String value, Observed<Unstructured> live) throws InterruptedException {
        return writer.apply(GroupVersionResource.CONFIG_MAPS, wanted(value), live);
    }

    private static Unstructured wanted(String value) {
        return Unstructured.of(Map.of(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                Map.of("namespace", "ns", "name", "one"),
                "data",
                Map.of("key", value)));
    }

    /** As a list has it, so without its type. */
    private static Unstructured object(String version, String value, Map<String, String> managers) {
        List<Map<String, String>> entries = new ArrayList<>();
        managers.forEach((manager, operation) -> entries.add(Map.of("manager", manager, "operation", operation)));
        Map<String, Object> metadata = new HashMap<>(Map.of("namespace", "ns", "name", "one", "uid", "u"));
        metadata.put("resourceVersion", version);
        metadata.put(
                "annotations",
                Map.of(
                        "operator-metrics/instance",
                        "operators/ours",
                        LastAppliedAnnotation.ANNOTATION,
                        LastAppliedAnnotation.of(wanted(value))));
        metadata.put("managedFields", entries);
        return Unstructured.of(Map.of("metadata", metadata, "data", Map.of("key", value)));
    }

    private static String metadata(String version, List<String> operations) {
        Unstructured object = object(version, "", Map.of());
        object.json().remove("data");
        operations.forEach(operation -> object.json()
                .withArray("/metadata/managedFields")
                .addObject()
                .put("manager", "operator-metrics")
                .put("operation", operation));
        return json(object);
    }

    private static String json(Unstructured object) {
        return object.json().toString();
    }

    private static String status(int code, String message) {
        return Unstructured.of(Map.of("kind", "Status", "code", code, "message", message))
                .json()
                .toString();
    }
}
