package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.operatormetrics.it.harness.FreePort;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorAccount;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.Programs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where one test class has our program installed: two namespaces of its own in the shared cluster, the accounts in them with the rights
 * that we ship, a pod, and the settings of the shipped manifests.
 */
public final class Site implements AutoCloseable {

    /** The names of the shipped manifests, by which our objects are others than upstream's. */
    public static final String SERVICE = "operator-metrics";

    public static final String SERVER_SECRET = "operator-metrics-tls";
    public static final String CLIENT_SECRET = "operator-metrics-client-tls";
    public static final String CA_BUNDLE = "operator-metrics-ca-bundle";

    private final KubeCluster cluster;
    private final String name;
    private final int port = FreePort.find();
    private final int healthPort = FreePort.find();

    private Site(KubeCluster cluster, String name) {
        this.cluster = cluster;
        this.name = name;
    }

    /** A site of that name with both namespaces, where nothing of ours exists yet. */
    public static Site create(KubeCluster cluster, String name) {
        Site site = new Site(cluster, name);
        site.createNamespace(site.operatorNamespace());
        site.createNamespace(site.prometheusNamespace());
        site.createPrometheusAccount();
        site.grantShippedRights();
        return site;
    }

    /** The manifest that we ship, with this site's namespaces, and names of its own for what belongs to none. */
    private void grantShippedRights() {
        Path manifest = Programs.repository().resolve("deploy/rbac.yaml");
        try (InputStream yaml = Files.newInputStream(manifest)) {
            cluster.admin()
                    .load(yaml)
                    .items()
                    .forEach(object -> cluster.admin().resource(moved(object)).create());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HasMetadata moved(HasMetadata object) {
        ObjectMeta metadata = object.getMetadata();
        if (metadata.getNamespace() == null) {
            metadata.setName(metadata.getName() + "-" + name);
        } else {
            metadata.setNamespace(moved(metadata.getNamespace()));
        }
        switch (object) {
            case ClusterRoleBinding binding -> {
                move(binding.getRoleRef());
                binding.getSubjects().forEach(this::move);
            }
            case RoleBinding binding -> {
                move(binding.getRoleRef());
                binding.getSubjects().forEach(this::move);
            }
            default -> {}
        }
        return object;
    }

    private void move(RoleRef role) {
        if (role.getKind().equals("ClusterRole")) {
            role.setName(role.getName() + "-" + name);
        }
    }

    private void move(Subject subject) {
        subject.setNamespace(moved(subject.getNamespace()));
    }

    private String moved(String shipped) {
        return switch (shipped) {
            case "tigera-operator" -> operatorNamespace();
            case "tigera-prometheus" -> prometheusNamespace();
            default ->
                throw new IllegalArgumentException(shipped + " (expected: a namespace of the shipped manifests)");
        };
    }

    /** Our program's, with the rights that we ship. */
    public OperatorAccount account() {
        return OperatorAccount.existing(cluster, operatorNamespace(), SERVICE);
    }

    private void createNamespace(String namespace) {
        cluster.admin()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    private void createPrometheusAccount() {
        cluster.admin()
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(prometheusNamespace())
                        .withName("prometheus")
                        .endMetadata()
                        .build())
                .create();
    }

    /** Where the operator and its Secrets are. */
    public String operatorNamespace() {
        return name + "-operator";
    }

    /** Where Prometheus and what it reads are. */
    public String prometheusNamespace() {
        return name + "-prometheus";
    }

    public KubeCluster cluster() {
        return cluster;
    }

    /** Settings alone ask for the objects, over https; Prometheus may discover, and scrapes each second. */
    public OperatorLauncher launcher() {
        return OperatorLauncher.with(account().kubeconfig())
                .set("OPERATOR_NAMESPACE", operatorNamespace())
                .set("PROMETHEUS_NAMESPACE", prometheusNamespace())
                .set("PROMETHEUS_SERVICE_ACCOUNT", prometheusNamespace() + "/prometheus")
                .set("OPERATOR_NAME", SERVICE)
                .set("METRICS_SERVICE_NAME", SERVICE)
                .set("STATUS_NAME", SERVICE)
                .set("METRICS_TLS_SECRET", SERVER_SECRET)
                .set("METRICS_CLIENT_TLS_SECRET", CLIENT_SECRET)
                .set("METRICS_CA_BUNDLE", CA_BUNDLE)
                .set("MONITORING", "always")
                .set("METRICS_SCHEME", "https")
                .set("METRICS_PORT", Integer.toString(port))
                .set("HEALTH_PORT", Integer.toString(healthPort))
                .set("METRICS_SCRAPE_INTERVAL", "1s")
                .set("METRICS_SCRAPE_TIMEOUT", "1s");
    }

    /** Tells the cluster of a process of ours on that loopback address, as kubelet tells of a pod that it runs. */
    public void createPod(String loopback) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace(operatorNamespace())
                .withName(SERVICE + "-" + loopback.replace('.', '-'))
                .addToLabels("k8s-app", SERVICE)
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(SERVICE)
                .withAutomountServiceAccountToken(false)
                .addNewContainer()
                .withName(SERVICE)
                .withImage("none")
                .endContainer()
                .endSpec()
                .build();
        cluster.admin()
                .resource(cluster.admin().resource(pod).create())
                .editStatus(created -> new PodBuilder(created)
                        .withNewStatus()
                        .withPhase("Running")
                        .withPodIP(PodNetwork.podAddress(loopback))
                        .endStatus()
                        .build());
    }

    EndpointsController endpointsController() {
        return new EndpointsController(cluster.admin(), operatorNamespace());
    }

    PrometheusOperator prometheusOperator(Discovery discovery) {
        return new PrometheusOperator(cluster.admin(), prometheusNamespace(), discovery);
    }

    /** Prometheus's account, which may do what our program lets it. */
    OperatorAccount prometheusAccount() {
        return OperatorAccount.existing(cluster, prometheusNamespace(), "prometheus");
    }

    /** Changes an object by a JSON patch (RFC 6902), as somebody else. */
    public void edit(GenericKubernetesResource object, String patch) {
        cluster.admin()
                .resource(object)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON)
                                .withFieldManager("somebody")
                                .build(),
                        patch);
    }

    /** All that exists here now. */
    public Inventory inventory() {
        return Inventory.of(this);
    }

    /** Deletes what other tests would see: certificates and statuses. The rest stays, since nothing here ends a namespace. */
    @Override
    public void close() {
        Inventory left = inventory();
        left.objects().forEach((key, object) -> {
            if (object.getKind().equals("Secret") || object.getKind().equals("TigeraStatus")) {
                cluster.admin().resource(object).delete();
            }
        });
    }
}
