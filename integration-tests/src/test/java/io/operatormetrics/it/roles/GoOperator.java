package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.Programs;
import io.operatormetrics.it.harness.TestPki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Plays the Go operator: what it creates, as it does, under its names and as its field manager. It updates; it never applies. */
public final class GoOperator {

    /** Its field manager: the name of its binary. */
    public static final String MANAGER = "operator";

    private static final Path OBJECTS =
            Programs.repository().resolve("integration-tests/src/test/resources/go-operator.yaml");

    /** Owns all that it creates. What owns an object says nothing of who keeps it: ours carry a reference to the Monitor too. */
    private static final OwnerReference MONITOR = new OwnerReferenceBuilder()
            .withApiVersion("operator.tigera.io/v1")
            .withKind("Monitor")
            .withName("tigera-secure")
            .withUid(UUID.randomUUID().toString())
            .withController(true)
            .build();

    private final Site site;

    private GoOperator(Site site) {
        this.site = site;
    }

    public static GoOperator at(Site site) {
        return new GoOperator(site);
    }

    /** All it has for metrics, its CA included. */
    public void createAll(TestPki pki) {
        objects().forEach(this::create);
        createCa(pki);
        createPair(site.operatorNamespace(), "tigera-operator-tls", pki.server(List.of("tigera-operator-metrics")));
        Identity client = pki.client("calico-node-prometheus-client-tls");
        createPair(site.operatorNamespace(), "calico-node-prometheus-client-tls", client);
        createPair(site.prometheusNamespace(), "calico-node-prometheus-client-tls", client);
    }

    /** Calico's policy for Prometheus alone. */
    public void createPrometheusPolicy() {
        objects().filter(object -> object.getKind().equals("NetworkPolicy")).forEach(this::create);
    }

    /** Objects of those YAML documents, whatever they are. */
    public void createAll(String yaml) {
        parse(yaml).forEach(this::create);
    }

    private Stream<GenericKubernetesResource> objects() {
        try {
            return parse(Files.readString(OBJECTS)
                    .replace("OPERATOR", site.operatorNamespace())
                    .replace("PROMETHEUS", site.prometheusNamespace()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<GenericKubernetesResource> parse(String yaml) {
        return Stream.of(yaml.split("(?m)^---$", -1))
                // Comments may stand before the first of them.
                .filter(text -> text.contains("kind:"))
                .map(text -> Serialization.unmarshal(text, GenericKubernetesResource.class));
    }

    /** The CA of the cluster. */
    public void createCa(TestPki pki) {
        createPair(site.operatorNamespace(), "tigera-ca-private", pki.authority());
    }

    /** A pair of its own. */
    public void createPair(String namespace, String name, Identity pair) {
        create(Kinds.keyPair(namespace, name, Map.of("tls.crt", pair.certificatePem(), "tls.key", pair.keyPem())));
    }

    private void create(GenericKubernetesResource object) {
        object.getMetadata().setOwnerReferences(List.of(MONITOR));
        try (KubernetesClient operator = site.cluster().adminAs(MANAGER)) {
            operator.resource(object).create();
        }
    }
}
