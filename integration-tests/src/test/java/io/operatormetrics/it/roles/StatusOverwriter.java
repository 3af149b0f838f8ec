package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Plays an operator that writes the whole status of an object at each of its reconciles, as the Go operator does. */
public final class StatusOverwriter {

    private final Site site;
    private final String manager;

    private StatusOverwriter(Site site, String manager) {
        this.site = site;
        this.manager = manager;
    }

    /** Under that name in managedFields. */
    public static StatusOverwriter of(Site site, String manager) {
        return new StatusOverwriter(site, manager);
    }

    /** All three conditions with that reason and message, in place of whatever the status was. */
    public void write(GenericKubernetesResource object, String reason, String message) {
        object.setAdditionalProperty(
                "status",
                Map.of(
                        "conditions",
                        Stream.of("Available", "Progressing", "Degraded")
                                .map(type -> Map.of(
                                        "type",
                                        type,
                                        "status",
                                        type.equals("Available") == reason.equals("AllObjectsAvailable")
                                                ? "True"
                                                : "False",
                                        "reason",
                                        reason,
                                        "message",
                                        message,
                                        "observedGeneration",
                                        1,
                                        "lastTransitionTime",
                                        "2026-01-01T00:00:00Z"))
                                .toList()));
        // Whatever version it has by now.
        object.getMetadata().setResourceVersion(null);
        object.getMetadata().setManagedFields(List.of());
        try (KubernetesClient client = site.cluster().adminAs(manager)) {
            client.resource(object).updateStatus();
        }
    }
}
