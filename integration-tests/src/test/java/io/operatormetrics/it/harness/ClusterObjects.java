package io.operatormetrics.it.harness;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.awaitility.Awaitility.await;

/** Objects in the cluster as a test wants them; what a test class made is deleted after it. */
public final class ClusterObjects {

    private final KubernetesClient admin;

    /** By kind, namespace and name. */
    private final Map<String, GenericKubernetesResource> created = new LinkedHashMap<>();

    ClusterObjects(KubernetesClient admin) {
        this.admin = admin;
    }

    /** Creates it, or makes the one that exists like it, status included (a subresource, so this takes a second request). */
    public void put(GenericKubernetesResource wanted) {
        GenericKubernetesResource made = admin.resource(wanted).createOr(existing -> existing.update());
        created.put(key(wanted), wanted);
        Object status = wanted.getAdditionalProperties().get("status");
        if (status != null) {
            made.setAdditionalProperty("status", status);
            admin.resource(made).updateStatus();
        }
    }

    /** What the cluster holds under that kind, namespace and name now. */
    public GenericKubernetesResource get(GenericKubernetesResource object) {
        return admin.resource(object).get();
    }

    /** Deletes what has that kind, namespace and name; it may be gone already. */
    public void delete(GenericKubernetesResource object) {
        created.remove(key(object));
        admin.resource(object).withGracePeriod(0).delete();
    }

    /** Deletes all that was created since the last time. */
    public void deleteAll() {
        List.copyOf(created.values()).forEach(this::delete);
    }

    /** Creates a namespace; it must not be there, and one that is ending is. */
    public void createNamespace(String name) {
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
    }

    /** Has a namespace end with all that is in it, if it is there and does not end already; returns at once. */
    public void endNamespace(String name) {
        Namespace namespace = admin.namespaces().withName(name).get();
        if (namespace != null && namespace.getMetadata().getDeletionTimestamp() == null) {
            admin.resource(namespace).delete();
        }
    }

    /** What is there that another class would find series of. */
    List<String> withSeries() {
        return Stream.concat(
                        admin.secrets().inAnyNamespace().withLabel(Kinds.SIGNER).list().getItems().stream(),
                        admin
                                .genericKubernetesResources("operator.tigera.io/v1", "TigeraStatus")
                                .list()
                                .getItems()
                                .stream())
                .map(object -> object.getKind() + " "
                        + object.getMetadata().getNamespace() + "/"
                        + object.getMetadata().getName())
                .toList();
    }

    /** The definition of that name, as the cluster has it. */
    public CustomResourceDefinition definition(String name) {
        return admin.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(name)
                .get();
    }

    /** Serves the kinds of those definitions; returns when they can be listed. */
    public void define(List<CustomResourceDefinition> definitions) {
        for (CustomResourceDefinition definition : definitions) {
            definition.getMetadata().setResourceVersion(null);
            admin.resource(definition).create();
        }
        definitions.forEach(definition -> awaitServed(definition, true));
    }

    /** Removes the definition, with all objects of its kind; returns when they can no longer be listed. */
    public void undefine(CustomResourceDefinition definition) {
        admin.resource(definition).delete();
        awaitServed(definition, false);
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
                .until(() -> isListed(path, served));
    }

    /** Whether it can be listed, or cannot, as wanted. */
    private boolean isListed(String path, boolean wanted) {
        try {
            return admin.raw(path) != null == wanted;
        } catch (KubernetesClientException e) {
            return switch (e.getCode()) {
                // An aggregated API server that is gone is missed for a moment first.
                case 404, 503 -> !wanted;
                // The API server sets up the storage of a kind, and asks to be asked again.
                case 429 -> false;
                default -> throw e;
            };
        }
    }

    private static String key(GenericKubernetesResource object) {
        return object.getKind() + "/" + object.getMetadata().getNamespace() + "/"
                + object.getMetadata().getName();
    }
}
