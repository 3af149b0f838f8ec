package io.operatormetrics.it.harness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.awaitility.Awaitility.await;

/** Objects in the cluster as a test wants them, from YAML; what a test class made is deleted after it. */
public final class ClusterObjects {

    private final KubernetesClient admin;
    private final List<GenericKubernetesResource> created = new ArrayList<>();

    ClusterObjects(KubernetesClient admin) {
        this.admin = admin;
    }

    /** Creates it, with its status if the YAML has one (status is a subresource, so this takes a second request). */
    public GenericKubernetesResource create(String yaml) {
        GenericKubernetesResource wanted = parse(yaml);
        GenericKubernetesResource made = admin.resource(wanted).create();
        created.add(made);
        return withStatus(wanted, made);
    }

    /** Replaces what is there, status included. */
    public GenericKubernetesResource replace(String yaml) {
        GenericKubernetesResource wanted = parse(yaml);
        return withStatus(wanted, admin.resource(wanted).update());
    }

    /** Deletes the object of that kind and name, and does not mind when it is gone already. */
    public void delete(GenericKubernetesResource object) {
        admin.resource(object).withGracePeriod(0).delete();
        created.removeIf(other ->
                other.getMetadata().getUid().equals(object.getMetadata().getUid()));
    }

    /** Serves the kinds of those definitions; returns when they can be listed. */
    public void define(List<CustomResourceDefinition> definitions) {
        definitions.forEach(definition -> admin.resource(definition).create());
        definitions.forEach(definition -> awaitServed(definition, true));
    }

    /** Removes the definition, with all objects of its kind; returns when they can no longer be listed. */
    public void undefine(CustomResourceDefinition definition) {
        admin.resource(definition).delete();
        awaitServed(definition, false);
    }

    /** Deletes all that was created since the last time. */
    void deleteAll() {
        List.copyOf(created).forEach(this::delete);
    }

    private void awaitServed(CustomResourceDefinition definition, boolean served) {
        String path = "/apis/%s/%s/%s"
                .formatted(
                        definition.getSpec().getGroup(),
                        definition.getSpec().getVersions().getFirst().getName(),
                        definition.getSpec().getNames().getPlural());
        await(definition.getMetadata().getName() + (served ? " is served" : " is gone"))
                .pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(30))
                .until(() -> canBeListed(path) == served);
    }

    private boolean canBeListed(String path) {
        try {
            return admin.raw(path) != null;
        } catch (KubernetesClientException e) {
            if (e.getCode() == 404) {
                return false;
            }
            throw e;
        }
    }

    private GenericKubernetesResource withStatus(GenericKubernetesResource wanted, GenericKubernetesResource made) {
        Object status = wanted.getAdditionalProperties().get("status");
        if (status == null) {
            return made;
        }
        made.setAdditionalProperty("status", status);
        return admin.resource(made).updateStatus();
    }

    private static GenericKubernetesResource parse(String yaml) {
        return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
    }
}
