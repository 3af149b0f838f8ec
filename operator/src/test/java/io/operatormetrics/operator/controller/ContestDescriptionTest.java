package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.apply.ExternalChange;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class ContestDescriptionTest {

    private static final ResourceNames IDENTITY = ObjectsInTests.identity("op");
    private static final ManagedResource SERVICE =
            new ManagedResource(GroupVersionResource.SERVICES, new NamespacedName("ns", "new"));

    @Test
    void namesWhoDeletesIt() {
        assertThat(ContestDescription.finding(SERVICE, new ExternalChange.Deleted(), IDENTITY, true))
                .isEqualTo(new Finding(
                        Severity.DEGRADED,
                        "ContestedObject",
                        "services ns/new: deleted by another client; the Go operator does this while its metrics are off, again"
                                + " and again. It is left alone for 1 to 10 minutes at a time; to end this, give it"
                                + " another name by METRICS_SERVICE_NAME"));
        assertThat(message(SERVICE, new ExternalChange.Deleted(), IDENTITY)).doesNotContain("Go operator");
    }

    @Test
    void namesTheManagerOfAFieldThatWasChanged() {
        assertThat(message(SERVICE, new ExternalChange.Changed(Optional.of("kubectl-edit")), IDENTITY))
                .startsWith("services ns/new: changed by kubectl-edit,");
        assertThat(message(SERVICE, new ExternalChange.Changed(Optional.empty()), IDENTITY))
                .startsWith("services ns/new: changed by another client,");
        assertThat(message(SERVICE, new ExternalChange.OnAdmission(), IDENTITY))
                .contains("changed by an admission webhook", "MONITORING=never");
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "services, new, METRICS_SERVICE_NAME",
        "secrets, new-tls, METRICS_TLS_SECRET",
        "secrets, new-client-tls, METRICS_CLIENT_TLS_SECRET",
        "configmaps, new-bundle, METRICS_CA_BUNDLE",
        "configmaps, op-objects, OPERATOR_NAME"
    })
    void namesTheSettingThatEndsIt(String kind, String name, String setting) {
        ManagedResource managedResource =
                ManagedResource.parse(kind + " ns/" + name).orElseThrow();
        assertThat(message(managedResource, new ExternalChange.Deleted(), IDENTITY))
                .endsWith("another name by " + setting);
    }

    @Test
    void hasAllNamesChangedWhereTheyAreUpstreams() {
        assertThat(message(SERVICE, new ExternalChange.Deleted(), ObjectsInTests.identity("tigera-operator")))
                .contains("set OPERATOR_NAME to another name than tigera-operator");
    }

    private static String message(ManagedResource managedResource, ExternalChange why, ResourceNames identity) {
        return ContestDescription.finding(managedResource, why, identity, false).message();
    }
}
