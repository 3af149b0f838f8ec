package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.apply.ApplyResult;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.ApiExceptions;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.state.CustomResources;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ApplyFindingsTest {

    private static final ManagedResource TARGET =
            new ManagedResource(GroupVersionResource.SERVICES, new NamespacedName("ns", "one"));

    @SuppressWarnings("unused")
    private static final List<Arguments> FINDINGS = List.of(
            Arguments.of(
                    new ApplyResult.Foreign("kubectl", false),
                    new Finding(
                            Severity.DEGRADED,
                            "ObjectOfAnotherManager",
                            "services ns/one belongs to kubectl and does not match; it was not changed."
                                    + " Delete it, or choose other names for ours")),
            Arguments.of(
                    new ApplyResult.OtherInstallation("elsewhere/op"),
                    new Finding(
                            Severity.DEGRADED,
                            "OtherInstallation",
                            "services ns/one belongs to the installation elsewhere/op of operator-metrics; this one"
                                    + " writes nothing. Give this one another OPERATOR_NAME, or remove that one and its"
                                    + " objects: operator-metrics cleanup --instance elsewhere/op")),
            Arguments.of(
                    new ApplyResult.NamespaceMissing(),
                    new Finding(
                            Severity.WAITING,
                            "NamespaceMissing",
                            "services ns/one waits for namespace ns, which does not exist yet")),
            Arguments.of(
                    new ApplyResult.NamespaceTerminating(),
                    new Finding(
                            Severity.WAITING,
                            "NamespaceTerminating",
                            "services ns/one: namespace ns is being deleted; nothing is written there until it exists"
                                    + " anew")),
            Arguments.of(
                    new ApplyResult.Refused("create", ApiExceptions.denied("no services here"), Duration.ofMinutes(1)),
                    new Finding(
                            Severity.DEGRADED,
                            "WriteDenied",
                            "services ns/one: the cluster's admission control refuses create: 403 admission webhook"
                                    + " \"a\" denied the request: no services here. Change the policy, webhook or quota"
                                    + " that says so, or exempt operator-metrics from it; tried again each minute")),
            Arguments.of(
                    new ApplyResult.Refused("patch", ApiException.ofCode(422, "spec: Invalid"), Duration.ofMinutes(1)),
                    new Finding(
                            Severity.DEGRADED,
                            "WriteInvalid",
                            "services ns/one: the API server finds it invalid: 422 spec: Invalid. Look for what changes"
                                    + " or defaults it, such as a webhook, and report it to operator-metrics if there"
                                    + " is none; tried again each minute")),
            Arguments.of(
                    new ApplyResult.NotServed(),
                    new Finding(
                            Severity.WAITING,
                            "ApiNotServed",
                            "services ns/one waits for the API services, which the cluster does not serve yet")),
            Arguments.of(
                    new ApplyResult.Ignored(false),
                    new Finding(
                            Severity.WARNING,
                            "IgnoredObjectDiffers",
                            "services ns/one is left alone, as its annotation unsupported.operator.tigera.io/ignore"
                                    + " says, and is not as it should be; remove the annotation to have it repaired")),
            Arguments.of(
                    new ApplyResult.Ignored(true),
                    new Finding(
                            Severity.WARNING,
                            "ObjectIgnored",
                            "services ns/one is left alone, as its annotation unsupported.operator.tigera.io/ignore"
                                    + " says")),
            Arguments.of(
                    new ApplyResult.Forbidden("create"),
                    new Finding(
                            Severity.DEGRADED,
                            "PermissionsMissing",
                            "not allowed to create services ns/one; Role and RoleBinding operator-metrics-permissions in"
                                    + " namespace ns must hold apiGroups [\"\"], resources [services], verbs"
                                    + " [create]")),
            Arguments.of(
                    new ApplyResult.Failed(ApiException.ofCode(500, "broken")),
                    new Finding(Severity.WAITING, "RequestFailed", "services ns/one: 500 broken; trying again")));

    @ParameterizedTest(name = "{0}")
    @FieldSource("FINDINGS")
    void tellsWhatIsTheMatterAndWhatToDo(ApplyResult result, Finding finding) {
        assertThat(ApplyFindings.of(TARGET, result)).contains(finding);
    }

    @Test
    void namesTheDefinitionOfACustomResourceThatIsInvalid() {
        ManagedResource monitor =
                new ManagedResource(CustomResources.SERVICE_MONITORS, new NamespacedName("ns", "one"));
        ApplyResult invalid =
                new ApplyResult.Refused("create", ApiException.ofCode(422, "spec: Invalid"), Duration.ofMinutes(1));
        assertThat(ApplyFindings.of(monitor, invalid))
                .hasValueSatisfying(finding -> assertThat(finding.message())
                        .contains("Update CustomResourceDefinition servicemonitors.monitoring.coreos.com"));
    }

    @Test
    void saysNothingOfWhatIsAsItShouldBe() {
        assertThat(List.of(
                        new ApplyResult.Unchanged(),
                        new ApplyResult.Created(),
                        new ApplyResult.Updated(),
                        new ApplyResult.Deleted(),
                        new ApplyResult.KeptByAnother("argocd"),
                        new ApplyResult.Foreign("kubectl", true)))
                .allSatisfy(
                        result -> assertThat(ApplyFindings.of(TARGET, result)).isEmpty());
    }

    @Test
    void namesTheClusterRoleForWhatBelongsToNoNamespace() {
        assertThat(ApplyFindings.missingPermission(
                                CustomResources.MONITORS, new NamespacedName("", "tigera-secure"), "list, watch")
                        .message())
                .isEqualTo("not allowed to list, watch monitors.operator.tigera.io tigera-secure; ClusterRole and"
                        + " ClusterRoleBinding operator-metrics must hold apiGroups [operator.tigera.io], resources"
                        + " [monitors], resourceNames [tigera-secure], verbs [list, watch]");
    }

    @Test
    void namesNoObjectWhereAllAreMeant() {
        assertThat(ApplyFindings.missingPermission(
                                CustomResources.PROMETHEUS_RULES, new NamespacedName("ns", ""), "list, watch")
                        .message())
                .isEqualTo(
                        "not allowed to list, watch prometheusrules.monitoring.coreos.com in ns; Role and RoleBinding"
                                + " operator-metrics-permissions in namespace ns must hold apiGroups [monitoring.coreos.com],"
                                + " resources [prometheusrules], verbs [list, watch]");
    }
}
