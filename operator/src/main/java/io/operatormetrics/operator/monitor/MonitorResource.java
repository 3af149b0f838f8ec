package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.config.MonitoringSettings;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.render.MonitorReference;
import io.operatormetrics.operator.render.Ownership;

/** The Monitor (operator.tigera.io/v1) by which users of Calico Enterprise turn monitoring on. */
final class MonitorResource {

    static final ObjectKey KEY = new ObjectKey("", "tigera-secure");

    private MonitorResource() {}

    /**
     * A Monitor that is being deleted asks for nothing any more.
     *
     * @param unowned of what settings ask for
     */
    static Demand demand(MonitoringSettings.Mode mode, Ownership unowned, Sight<ApiObject> monitor) {
        return switch (mode) {
            case NEVER -> new Demand.NotAsked();
            case ALWAYS -> new Demand.Asked(unowned, null);
            case MONITOR ->
                switch (monitor) {
                    case Sight.Unknown<ApiObject> _ -> new Demand.Unclear();
                    case Sight.Unreadable<ApiObject>(ApiFailure failure) ->
                        failure.kind() == ApiFailure.Kind.FORBIDDEN
                                ? new Demand.Unreadable(failure)
                                : new Demand.Unclear();
                    case Sight.NotFound<ApiObject> _ -> new Demand.NotAsked();
                    case Sight.Found<ApiObject>(ApiObject found) ->
                        found.isBeingDeleted()
                                ? new Demand.NotAsked()
                                : new Demand.Asked(
                                        unowned.by(new MonitorReference(KEY.name(), found.uid())),
                                        found.json().at("/metadata/generation").asLong());
                };
        };
    }
}
