package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.apply.Reversal;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class ContestTest {

    private static final EndpointIdentity IDENTITY = ObjectsInTests.identity("op");
    private static final Target SERVICE = new Target(ApiResource.SERVICES, new ObjectKey("ns", "new"));

    @Test
    void namesWhoDeletesIt() {
        assertThat(Contest.finding(SERVICE, new Reversal.Deleted(), IDENTITY, true))
                .isEqualTo(new Finding(
                        Severity.DEGRADED,
                        "ContestedObject",
                        "services ns/new: deleted by somebody; the Go operator does this while its metrics are off, again"
                                + " and again. It is left alone for 1 to 10 minutes at a time; to end this, give it"
                                + " another name by METRICS_SERVICE_NAME"));
        assertThat(message(SERVICE, new Reversal.Deleted(), IDENTITY)).doesNotContain("Go operator");
    }

    @Test
    void namesTheManagerOfAFieldThatWasChanged() {
        assertThat(message(SERVICE, new Reversal.Changed(Optional.of("kubectl-edit")), IDENTITY))
                .startsWith("services ns/new: changed by kubectl-edit,");
        assertThat(message(SERVICE, new Reversal.Changed(Optional.empty()), IDENTITY))
                .startsWith("services ns/new: changed by somebody,");
        assertThat(message(SERVICE, new Reversal.OnAdmission(), IDENTITY))
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
        Target target = Target.parse(kind + " ns/" + name).orElseThrow();
        assertThat(message(target, new Reversal.Deleted(), IDENTITY)).endsWith("another name by " + setting);
    }

    @Test
    void hasAllNamesChangedWhereTheyAreUpstreams() {
        assertThat(message(SERVICE, new Reversal.Deleted(), ObjectsInTests.identity("tigera-operator")))
                .contains("set OPERATOR_NAME to another name than tigera-operator");
    }

    private static String message(Target target, Reversal why, EndpointIdentity identity) {
        return Contest.finding(target, why, identity, false).message();
    }
}
