package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.render.ManagedMetadata;
import io.operatormetrics.operator.render.MonitorReference;
import io.operatormetrics.operator.settings.MonitoringSettings.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class MonitorResourceTest {

    private static final ManagedMetadata UNOWNED = new ManagedMetadata("ns/operator", null);
    private static final Observed<Unstructured> FOUND = new Observed.Present<>(monitor(Map.of()));

    @Test
    void aMonitorAsksAndOwns() {
        assertThat(MonitorResource.request(Mode.MONITOR, UNOWNED, FOUND))
                .isEqualTo(new MonitoringRequest.Requested(
                        new ManagedMetadata("ns/operator", new MonitorReference("tigera-secure", "u")), 3L));
    }

    @Test
    void settingsAskWhateverMonitorThereIs() {
        assertThat(MonitorResource.request(Mode.ALWAYS, UNOWNED, FOUND))
                .isEqualTo(new MonitoringRequest.Requested(UNOWNED, null));
        assertThat(MonitorResource.request(Mode.NEVER, UNOWNED, FOUND)).isEqualTo(new MonitoringRequest.NotRequested());
    }

    @Test
    void nobodyAsksWithoutAMonitorOrWithOneThatGoes() {
        assertThat(MonitorResource.request(Mode.MONITOR, UNOWNED, new Observed.Absent<>()))
                .isEqualTo(new MonitoringRequest.NotRequested());
        assertThat(MonitorResource.request(
                        Mode.MONITOR,
                        UNOWNED,
                        new Observed.Present<>(monitor(Map.of("deletionTimestamp", "2026-06-01T00:00:00Z")))))
                .isEqualTo(new MonitoringRequest.NotRequested());
    }

    @Test
    void nothingIsDecidedWhileTheMonitorCannotBeSeen() {
        ApiException failure = ApiException.ofCode(403, "no");
        assertThat(MonitorResource.request(Mode.MONITOR, UNOWNED, new Observed.Pending<>()))
                .isEqualTo(new MonitoringRequest.Undetermined());
        assertThat(MonitorResource.request(Mode.MONITOR, UNOWNED, new Observed.Unreadable<>(failure)))
                .isEqualTo(new MonitoringRequest.Unreadable(failure));
    }

    /** No permission is missing, and none would help. */
    @ParameterizedTest
    @ValueSource(ints = {401, 500})
    void isNoCaseForAPermissionWhereTheServerAnswersOtherwise(int code) {
        assertThat(MonitorResource.request(
                        Mode.MONITOR, UNOWNED, new Observed.Unreadable<>(ApiException.ofCode(code, "no"))))
                .isEqualTo(new MonitoringRequest.Undetermined());
    }

    private static Unstructured monitor(Map<String, Object> more) {
        Map<String, Object> metadata = new HashMap<>(Map.of("name", "tigera-secure", "uid", "u", "generation", 3));
        metadata.putAll(more);
        return Unstructured.of(Map.of("metadata", metadata));
    }
}
