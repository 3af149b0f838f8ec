package io.operatormetrics.demo.cluster;

import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.demo.process.Waiting;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts definitions, namespaces, sample objects and certificates into an API server.
 *
 * @param certificates whose Secrets the operator will look for
 * @param definitions a folder with the real CustomResourceDefinitions, where there is one
 * @param clock what the samples' "in 12 days" is measured from
 */
public record ClusterLoader(DemoCertificates certificates, Optional<Path> definitions, Clock clock) {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Blocks until all of it is there. */
    void load(KubernetesClient client) {
        List<HasMetadata> kinds = SampleObjects.definitions(definitions);
        kinds.forEach(kind -> client.resource(kind).create());
        kinds.forEach(kind -> awaitServed(client, (CustomResourceDefinition) kind));
        SampleObjects.namespaces()
                .forEach(namespace -> client.resource(namespace).create());
        objects().forEach(object -> create(client, object));
    }

    /** {@code 5 TigeraStatus, 1 LicenseKey, …}: what there is to see. */
    String contents() {
        List<HasMetadata> objects = objects();
        return objects.stream()
                .map(HasMetadata::getKind)
                .distinct()
                .map(kind -> objects.stream()
                                .filter(object -> object.getKind().equals(kind))
                                .count()
                        + " " + kind)
                .reduce((left, right) -> left + ", " + right)
                .orElseThrow();
    }

    private List<HasMetadata> objects() {
        List<HasMetadata> objects = new ArrayList<>(SampleObjects.objects(clock.instant()));
        objects.addAll(certificates.secrets());
        return objects;
    }

    /** Status is a subresource of all these kinds: what a creation says of it is dropped, so it takes a second request. */
    private static void create(KubernetesClient client, HasMetadata wanted) {
        HasMetadata made = client.resource(wanted).create();
        if (wanted instanceof GenericKubernetesResource custom && made instanceof GenericKubernetesResource stored) {
            Object status = custom.getAdditionalProperties().get("status");
            if (status != null) {
                stored.setAdditionalProperty("status", status);
                client.resource(stored).updateStatus();
            }
        }
    }

    private static void awaitServed(KubernetesClient client, CustomResourceDefinition definition) {
        String groupVersion = definition.getSpec().getGroup() + "/"
                + definition.getSpec().getVersions().getFirst().getName();
        String plural = definition.getSpec().getNames().getPlural();
        Waiting.until(() -> definition.getMetadata().getName() + " was served", TIMEOUT, () -> {
            APIResourceList served = client.getApiResources(groupVersion);
            return served != null
                    && served.getResources().stream()
                            .anyMatch(kind -> kind.getName().equals(plural));
        });
    }
}
