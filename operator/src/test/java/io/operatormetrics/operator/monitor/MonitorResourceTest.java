package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.config.MonitoringSettings.Mode;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.render.MonitorReference;
import io.operatormetrics.operator.render.Ownership;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class MonitorResourceTest {

    private static final Ownership UNOWNED = new Ownership("ns/operator", null);
    private static final Sight<ApiObject> FOUND = new Sight.Found<>(monitor(Map.of()));

    @Test
    void aMonitorAsksAndOwns() {
        assertThat(MonitorResource.demand(Mode.MONITOR, UNOWNED, FOUND))
                .isEqualTo(
                        new Demand.Asked(new Ownership("ns/operator", new MonitorReference("tigera-secure", "u")), 3L));
    }

    @Test
    void settingsAskWhateverMonitorThereIs() {
        assertThat(MonitorResource.demand(Mode.ALWAYS, UNOWNED, FOUND)).isEqualTo(new Demand.Asked(UNOWNED, null));
        assertThat(MonitorResource.demand(Mode.NEVER, UNOWNED, FOUND)).isEqualTo(new Demand.NotAsked());
    }

    @Test
    void nobodyAsksWithoutAMonitorOrWithOneThatGoes() {
        assertThat(MonitorResource.demand(Mode.MONITOR, UNOWNED, new Sight.NotFound<>()))
                .isEqualTo(new Demand.NotAsked());
        assertThat(MonitorResource.demand(
                        Mode.MONITOR,
                        UNOWNED,
                        new Sight.Found<>(monitor(Map.of("deletionTimestamp", "2026-06-01T00:00:00Z")))))
                .isEqualTo(new Demand.NotAsked());
    }

    @Test
    void nothingIsDecidedWhileTheMonitorCannotBeSeen() {
        ApiFailure failure = ApiFailure.ofCode(403, "no");
        assertThat(MonitorResource.demand(Mode.MONITOR, UNOWNED, new Sight.Unknown<>()))
                .isEqualTo(new Demand.Unclear());
        assertThat(MonitorResource.demand(Mode.MONITOR, UNOWNED, new Sight.Unreadable<>(failure)))
                .isEqualTo(new Demand.Unreadable(failure));
    }

    /** No permission is missing, and none would help. */
    @ParameterizedTest
    @ValueSource(ints = {401, 500})
    void isNoCaseForAPermissionWhereTheServerAnswersOtherwise(int code) {
        assertThat(MonitorResource.demand(Mode.MONITOR, UNOWNED, new Sight.Unreadable<>(ApiFailure.ofCode(code, "no"))))
                .isEqualTo(new Demand.Unclear());
    }

    private static ApiObject monitor(Map<String, Object> more) {
        Map<String, Object> metadata = new HashMap<>(Map.of("name", "tigera-secure", "uid", "u", "generation", 3));
        metadata.putAll(more);
        return ApiObject.of(Map.of("metadata", metadata));
    }
}
