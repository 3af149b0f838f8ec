package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.operatormetrics.it.harness.Identity;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.Programs;
import io.operatormetrics.it.harness.TestPki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plays the Go operator: what it creates, as it does, under its names and as its field manager. It updates; it never applies. No
 * real one: the Go module proxy has no version of it.
 */
public final class GoOperator {

    /** Its field manager: the name of its binary. */
    public static final String MANAGER = "operator";

    private static final Path OBJECTS =
            Programs.repository().resolve("integration-tests/src/test/resources/go-operator.yaml");

    private final Site site;

    private GoOperator(Site site) {
        this.site = site;
    }

    public static GoOperator at(Site site) {
        return new GoOperator(site);
    }

    /** Our program with all the names that the Go operator gives to its objects, but for the TigeraStatus. */
    public static OperatorLauncher underItsNames(OperatorLauncher launcher) {
        return launcher.set("OPERATOR_NAME", "tigera-operator")
                .set("METRICS_SERVICE_NAME", "tigera-operator-metrics")
                .set("METRICS_TLS_SECRET", "tigera-operator-tls")
                .set("METRICS_CLIENT_TLS_SECRET", "calico-node-prometheus-client-tls")
                .set("METRICS_CA_BUNDLE", "tigera-ca-bundle")
                .set("STATUS_NAME", Site.SERVICE);
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

    /** The CAs that Prometheus trusts, without which the Prometheus Operator leaves its ServiceMonitor out. */
    public void createBundle(TestPki pki) {
        GenericKubernetesResource bundle = bundle();
        bundle.setAdditionalProperty("data", Map.of("tigera-ca-bundle.crt", pki.caPem()));
        create(bundle);
    }

    /** Calico's policy for Prometheus alone. */
    public void createPrometheusPolicy() {
        objects().filter(object -> object.getKind().equals("NetworkPolicy")).forEach(this::create);
    }

    /** Objects of those YAML documents, whatever they are. */
    public void createAll(String yaml) {
        parse(yaml).forEach(this::create);
    }

    /** What it keeps, in its shapes: what is in its file, the bundle of CAs, and the pairs, of which the data is not its concern here. */
    List<GenericKubernetesResource> wanted() {
        return Stream.concat(
                        objects(),
                        Stream.of(
                                bundle(),
                                pair(site.operatorNamespace(), "tigera-operator-tls"),
                                pair(site.operatorNamespace(), "calico-node-prometheus-client-tls"),
                                pair(site.prometheusNamespace(), "calico-node-prometheus-client-tls")))
                .toList();
    }

    private GenericKubernetesResource bundle() {
        GenericKubernetesResource bundle = new GenericKubernetesResource();
        bundle.setApiVersion("v1");
        bundle.setKind("ConfigMap");
        bundle.setMetadata(new ObjectMetaBuilder()
                .withNamespace(site.prometheusNamespace())
                .withName("tigera-ca-bundle")
                .build());
        bundle.setAdditionalProperty(
                "data", Map.of("ca-bundle.crt", "theirs", "ca.crt", "theirs", "tigera-ca-bundle.crt", "theirs"));
        return bundle;
    }

    private static GenericKubernetesResource pair(String namespace, String name) {
        return Kinds.keyPair(namespace, name, Map.of());
    }

    /** The names of all that it keeps. */
    Set<String> names() {
        return wanted().stream().map(object -> object.getMetadata().getName()).collect(Collectors.toSet());
    }

    /**
     * The controller of all that it creates: the Monitor, or its own namespace where a test has none, since what an owner that is not there
     * owns is garbage. What owns an object says nothing of who keeps it: ours carry a reference to the Monitor too.
     */
    OwnerReference owner() {
        HasMetadata monitor = site.cluster().objects().get(Kinds.monitor());
        HasMetadata owner = monitor != null
                ? monitor
                : site.cluster()
                        .admin()
                        .namespaces()
                        .withName(KubeCluster.UPSTREAM_NAMESPACE)
                        .require();
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .build();
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
        object.getMetadata().setOwnerReferences(List.of(owner()));
        try (KubernetesClient operator = site.cluster().adminAs(MANAGER)) {
            operator.resource(object).create();
        }
    }
}
