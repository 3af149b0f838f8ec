package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.render.ManagedMetadata;
import io.operatormetrics.operator.render.MonitorReference;
import io.operatormetrics.operator.settings.MonitoringSettings;

/** The Monitor (operator.tigera.io/v1) by which users of Calico Enterprise turn monitoring on. */
final class MonitorResource {

    static final NamespacedName KEY = new NamespacedName("", "tigera-secure");

    private MonitorResource() {}

    /**
     * A Monitor that is being deleted asks for nothing any more.
     *
     * @param unowned of what settings ask for
     */
    static MonitoringRequest request(
            MonitoringSettings.Mode mode, ManagedMetadata unowned, Observed<Unstructured> monitor) {
        return switch (mode) {
            case NEVER -> new MonitoringRequest.NotRequested();
            case ALWAYS -> new MonitoringRequest.Requested(unowned, null);
            case MONITOR ->
                switch (monitor) {
                    case Observed.Pending<Unstructured> _ -> new MonitoringRequest.Undetermined();
                    case Observed.Unreadable<Unstructured>(ApiException failure) ->
                        failure.kind() == ApiException.Kind.FORBIDDEN
                                ? new MonitoringRequest.Unreadable(failure)
                                : new MonitoringRequest.Undetermined();
                    case Observed.Absent<Unstructured> _ -> new MonitoringRequest.NotRequested();
                    case Observed.Present<Unstructured>(Unstructured found) ->
                        found.isBeingDeleted()
                                ? new MonitoringRequest.NotRequested()
                                : new MonitoringRequest.Requested(
                                        unowned.by(new MonitorReference(KEY.name(), found.uid())),
                                        found.json().at("/metadata/generation").asLong());
                };
        };
    }
}
