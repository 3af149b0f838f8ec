package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.operatormetrics.it.harness.ChildProcess;
import io.operatormetrics.it.harness.FreePort;
import io.operatormetrics.it.harness.HostAddress;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorAccount;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.RecordingProxy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Where one test class has our program installed: two namespaces of its own in the shared cluster, the accounts in them with the permissions
 * that we ship, a pod, and the settings of the shipped manifests.
 */
public final class Site implements AutoCloseable {

    /** The names of the shipped manifests, by which our objects are others than upstream's. */
    public static final String SERVICE = "operator-metrics";

    public static final String SERVER_SECRET = "operator-metrics-tls";
    public static final String CLIENT_SECRET = "operator-metrics-client-tls";
    public static final String CA_BUNDLE = "operator-metrics-ca-bundle";

    /** The pod's address: one of this host, since the API server takes none of loopback. */
    public static final String POD = HostAddress.find().getHostAddress();

    /**
     * The address of a second pod, on the same port. This host need not have a second address that the API server takes for an endpoint, so it is
     * nobody's, and {@link ScrapingPrometheus} is sent to {@link #SECOND_LISTENS} instead.
     */
    static final String SECOND_POD = "198.51.100.2";

    /** Where the process of a second pod listens. */
    public static final String SECOND_LISTENS = "127.0.0.2";

    private static final Duration RENDER = Duration.ofSeconds(60);

    private final KubeCluster cluster;
    private final String name;
    private final String prometheusNamespace;
    private final int port = FreePort.find();
    private final int healthPort = FreePort.find();

    private Site(KubeCluster cluster, String name, String prometheusNamespace) {
        this.cluster = cluster;
        this.name = name;
        this.prometheusNamespace = prometheusNamespace;
    }

    /** A site of that name with both namespaces, where nothing of ours exists yet. */
    public static Site create(KubeCluster cluster, String name) {
        Site site = createWithoutPrometheus(cluster, name);
        site.createPrometheusNamespace();
        return site;
    }

    /** The same as long as nobody has installed Prometheus. */
    public static Site createWithoutPrometheus(KubeCluster cluster, String name) {
        Site site = new Site(cluster, name, name + "-prometheus");
        cluster.objects().createNamespace(site.operatorNamespace());
        site.permissions().shipped().grantOutside(site.prometheusNamespace());
        return site;
    }

    /** The same installation with Prometheus in another namespace, where it has the same permissions. */
    public Site withPrometheusElsewhere() {
        Site moved = new Site(cluster, name, name + "-elsewhere");
        moved.createPrometheusNamespace();
        return moved;
    }

    public void createPrometheusNamespace() {
        cluster.objects().createNamespace(prometheusNamespace());
        cluster.admin()
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(prometheusNamespace())
                        .withName("prometheus")
                        .endMetadata()
                        .build())
                .create();
        permissions().shipped().grantIn(prometheusNamespace());
    }

    /** What our program may do here, and what people make of that. */
    public SitePermissions permissions() {
        return new SitePermissions(cluster.admin(), name, operatorNamespace(), prometheusNamespace());
    }

    /** Our program's, with the permissions that we ship. */
    public OperatorAccount account() {
        return OperatorAccount.existing(cluster, operatorNamespace(), SERVICE);
    }

    /** Where the operator and its Secrets are. */
    public String operatorNamespace() {
        return name + "-operator";
    }

    /** Where Prometheus and what it reads are. */
    public String prometheusNamespace() {
        return prometheusNamespace;
    }

    /** What the endpoint is called here. */
    public List<String> dnsNames() {
        String inNamespace = SERVICE + "." + operatorNamespace();
        return List.of(SERVICE, inNamespace, inNamespace + ".svc", inNamespace + ".svc.cluster.local");
    }

    public KubeCluster cluster() {
        return cluster;
    }

    /** Settings alone ask for the objects, over https; Prometheus may discover, and scrapes each second. */
    public OperatorLauncher launcher() {
        return launcher(account().kubeconfig());
    }

    /** The same by way of that proxy. */
    public OperatorLauncher launcher(RecordingProxy proxy) {
        return launcher(account().kubeconfig(proxy.url()));
    }

    private OperatorLauncher launcher(Path kubeconfig) {
        return OperatorLauncher.with(kubeconfig)
                .set("OPERATOR_NAMESPACE", operatorNamespace())
                .set("PROMETHEUS_NAMESPACE", prometheusNamespace())
                .set("PROMETHEUS_SERVICE_ACCOUNT", prometheusNamespace() + "/prometheus")
                .set("OPERATOR_NAME", SERVICE)
                .set("MONITORING", "always")
                .set("METRICS_SCHEME", "https")
                .set("METRICS_PORT", Integer.toString(port))
                .set("HEALTH_PORT", Integer.toString(healthPort))
                .set("METRICS_SCRAPE_INTERVAL", "1s")
                .set("METRICS_SCRAPE_TIMEOUT", "1s");
    }

    /** What {@code operator-metrics render} prints with the settings of this site, and with that CA in the bundle. */
    public String rendered(String caPem) {
        Path ca = cluster.write(name + "-rendered-ca.crt", caPem);
        ChildProcess render = launcher().launch("render", "--ca-file", ca.toString());
        assertThat(render.awaitExit(RENDER))
                .as(String.join("\n", render.stderr()))
                .isZero();
        return String.join("\n", render.stdout());
    }

    /** The same for the pod of {@link #createPod}, on loopback too. */
    public OperatorLauncher podLauncher() {
        return launcher().set("METRICS_HOST", "0.0.0.0");
    }

    /** Tells the cluster of a process of ours at {@link #POD}, as kubelet tells of a pod that it runs and that is ready. */
    public void createPod() {
        createPod(SERVICE);
    }

    /** The same where OPERATOR_NAME is another. */
    public void createPod(String app) {
        createPod(SERVICE, POD, app);
    }

    /** The same of a second process, at {@link #SECOND_LISTENS}; its pod has that name. */
    public void createSecondPod(String pod) {
        createPod(pod, SECOND_POD, SERVICE);
    }

    private void createPod(String pod, String address, String app) {
        Pod scheduled = new PodBuilder()
                .withNewMetadata()
                .withNamespace(operatorNamespace())
                .withName(pod)
                .addToLabels("k8s-app", app)
                .endMetadata()
                .withNewSpec()
                .withNodeName(KubeCluster.NODE)
                // Nobody on that node would end it.
                .withTerminationGracePeriodSeconds(0L)
                .withServiceAccountName(SERVICE)
                .withAutomountServiceAccountToken(false)
                .addNewContainer()
                .withName(SERVICE)
                .withImage("none")
                .endContainer()
                .endSpec()
                .build();
        cluster.admin()
                .resource(cluster.admin().resource(scheduled).create())
                .editStatus(created -> new PodBuilder(created)
                        .withNewStatus()
                        .withPhase("Running")
                        .withPodIP(address)
                        .addNewPodIP(address)
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build());
    }

    /** Prometheus's account, which may do what our program lets it. */
    OperatorAccount prometheusAccount() {
        return OperatorAccount.existing(cluster, prometheusNamespace(), "prometheus");
    }

    /** A client that asks our program on that loopback address as Prometheus does. */
    public Scraper scraper(String loopback) {
        return new Scraper(this, loopback + ":" + port);
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

    /**
     * Has our program, on 127.0.0.1, look at everything again so many times, each time for a reason that calls for nothing: somebody else's
     * annotation on the Service.
     */
    public void reconcileAgain(int times) {
        reconcileAgain(times, scraper("127.0.0.1"));
    }

    /** The same, asking whether it has by that scraper. */
    public void reconcileAgain(int times, Scraper scraper) {
        scraper.awaitServed();
        GenericKubernetesResource service = inventory().get("operator/Service/" + SERVICE);
        for (int i = 0; i < times; i++) {
            double before = scraper.reconciles();
            edit(
                    service,
                    "[{\"op\": \"add\", \"path\": \"/metadata/annotations/seen\", \"value\": \"%s\"}]"
                            .formatted(UUID.randomUUID()));
            await().pollInterval(Duration.ofMillis(20)).until(() -> scraper.reconciles() > before);
        }
    }

    /** The certificate of the CA that is there now. */
    public String caPem() {
        String data = cluster.admin()
                .secrets()
                .inNamespace(operatorNamespace())
                .withName("tigera-ca-private")
                .require()
                .getData()
                .get("tls.crt");
        return new String(Base64.getDecoder().decode(data), UTF_8);
    }

    /** What our program says of its work, by type of condition; empty while it has said nothing. */
    public SortedMap<String, Condition> status() {
        return Inventory.tigeraStatus(this).map(Condition::of).orElseGet(TreeMap::new);
    }

    /** What it says under one type; Unknown while it says nothing. */
    public Condition condition(String type) {
        return status().getOrDefault(type, Condition.UNKNOWN);
    }

    /** Waits until our program says that all is as it should be; returns what exists then. */
    public Inventory awaitAvailable() {
        Within.start().untilAsserted(() -> {
            scrapeWhereAwaited();
            assertThat(condition("Available").status()).as(status().toString()).isEqualTo("True");
            assertThat(condition("Progressing").status())
                    .as(status().toString())
                    .isEqualTo("False");
        });
        return inventory();
    }

    /** Plays a Prometheus, if our program on 127.0.0.1 waits for one before it says whether it is available. */
    public void scrapeWhereAwaited() {
        if (condition("Progressing").message().contains("first scrape")) {
            scraper("127.0.0.1").attempt();
        }
    }

    /** The expression of an alert in the rule that our program keeps here. */
    public String expression(String alert) {
        return inventory()
                .get("prometheus/PrometheusRule/" + SERVICE)
                .<List<Map<String, List<Map<String, ?>>>>>get("spec", "groups")
                .stream()
                .flatMap(group -> group.getOrDefault("rules", List.of()).stream())
                .filter(rule -> alert.equals(rule.get("alert")))
                .map(rule -> String.valueOf(rule.get("expr")))
                .findFirst()
                .orElseThrow();
    }

    /** All that exists here now. */
    public Inventory inventory() {
        return Inventory.of(this);
    }

    /** Deletes all of it: at once what other tests would see, and the rest as fast as the cluster ends a namespace. */
    @Override
    public void close() {
        Inventory.deleteStatuses(this);
        for (String namespace : List.of(operatorNamespace(), prometheusNamespace())) {
            cluster.admin().secrets().inNamespace(namespace).withGracePeriod(0).delete();
            cluster.objects().endNamespace(namespace);
        }
        permissions().revoke();
    }
}
