package io.operatormetrics.demo;

import io.operatormetrics.demo.cluster.ClusterLoader;
import io.operatormetrics.demo.cluster.DemoCertificates;
import io.operatormetrics.demo.cluster.DemoCluster;
import io.operatormetrics.demo.cluster.InMemoryCluster;
import io.operatormetrics.demo.cluster.RealCluster;
import io.operatormetrics.demo.process.Cleanup;
import io.operatormetrics.demo.process.DemoFailure;

import java.io.File;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The demo from top to bottom. */
final class Demo {

    /** Without one of these the demo has shown nothing. */
    private static final List<String> EXPECTED = List.of(
            "tigera_operator_component_status",
            "tigera_operator_tls_certificate_expiry_timestamp_seconds",
            "tigera_operator_license_expiry_timestamp_seconds",
            "tigera_operator_license_valid",
            "tigera_operator_installation_status",
            "tigera_operator_collector_up",
            "metrics_server_tls_certificate_expiry_timestamp_seconds");

    private final Surroundings surroundings;
    private final Cleanup cleanup;
    private final PrintStream out;

    /**
     * What the process was given.
     *
     * @param launcher {@code bin/operator-metrics}
     * @param environment of this process
     */
    record Surroundings(Path launcher, Map<String, String> environment, Clock clock) {

        /** The checkout, or the unpacked distribution. */
        Path root() {
            return launcher.resolveSibling("..").normalize();
        }

        Optional<String> onPath(String program) {
            return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
                    .map(folder -> Path.of(folder, program))
                    .filter(Files::isExecutable)
                    .map(Path::toString)
                    .findFirst();
        }
    }

    Demo(Surroundings surroundings, Cleanup cleanup, PrintStream out) {
        this.surroundings = surroundings;
        this.cleanup = cleanup;
        this.out = out;
    }

    /**
     * Blocks until the scrape is done (once) or something that was started has ended.
     *
     * @throws DemoFailure when it does not go as it should
     */
    void run(DemoArguments.Run wish) {
        WorkFolder folder = cleanup.add(WorkFolder.create());
        out.println("folder      " + folder + " (removed at the end)");

        DemoCertificates certificates = DemoCertificates.issue(surroundings.clock());
        folder.write("ca.crt", certificates.authority().certificatePem());
        folder.write("client.crt", certificates.client().certificatePem());
        folder.write("client.key", certificates.client().keyPem());

        DemoCluster cluster = cleanup.add(cluster(wish, folder, certificates));
        cluster.start();
        out.println("API server  " + cluster.description());

        OperatorProcess operator = cleanup.add(new OperatorProcess(
                surroundings.launcher(), cluster.operatorKubeconfig(), folder.path(), surroundings.environment()));
        URI endpoint = operator.start(line -> out.println("            " + line));
        out.println("operator    operator-metrics run, process "
                + operator.process().pid() + ", log " + operator.process().log());
        out.println("metrics     " + endpoint + ", for clients with a certificate of "
                + folder.path().resolve("ca.crt"));

        scrape(folder, certificates, endpoint);
        if (wish.once()) {
            return;
        }
        out.println();
        out.println("To see a change, run this and scrape again: " + cluster.sampleChange());
        out.println("Ctrl-C ends all of it.");
        Object end = CompletableFuture.anyOf(operator.process().ended(), cluster.ended())
                .join();
        throw new DemoFailure(end.toString());
    }

    private DemoCluster cluster(DemoArguments.Run wish, WorkFolder folder, DemoCertificates certificates) {
        Path realDefinitions = surroundings.root().resolveSibling("shared").resolve("crds");
        ClusterLoader loader = new ClusterLoader(
                certificates,
                wish.real() ? Optional.of(realDefinitions).filter(Files::isDirectory) : Optional.empty(),
                surroundings.clock());
        if (!wish.real()) {
            return new InMemoryCluster(folder.path(), loader);
        }
        String assets = surroundings.environment().get("KUBEBUILDER_ASSETS");
        if (assets == null) {
            throw new DemoFailure("KUBEBUILDER_ASSETS is not set (expected: the folder of kube-apiserver and etcd;"
                    + " bin/demo sets it)");
        }
        return new RealCluster(
                folder.path(), loader, Path.of(assets), surroundings.root().resolve("deploy/rbac.yaml"));
    }

    private void scrape(WorkFolder folder, DemoCertificates certificates, URI endpoint) {
        CurlScraper shown =
                new CurlScraper(surroundings.onPath("curl").orElse("curl"), folder.path(), endpoint.getPort());
        Scraper scraper = surroundings.onPath("curl").isPresent() ? shown : new JdkScraper(certificates, endpoint);
        out.println();
        out.println(shown.command());
        out.println();
        switch (scraper.withClientCertificate()) {
            case Scraper.Metrics(String text) -> show(ScrapedFamily.parse(text));
            case Scraper.Refused(String reason) -> throw new DemoFailure("the scrape failed: " + reason);
        }
        out.println();
        switch (scraper.withoutClientCertificate()) {
            case Scraper.Metrics _ ->
                throw new DemoFailure("a scrape without a client certificate was answered (expected: refused)");
            case Scraper.Refused(String reason) -> out.println("Without --cert and --key: " + reason);
        }
    }

    private void show(List<ScrapedFamily> families) {
        List<ScrapedFamily> ours = families.stream()
                .filter(family -> family.name().startsWith("tigera_operator_")
                        || family.name().startsWith("metrics_server_"))
                .toList();
        for (ScrapedFamily family : ours) {
            out.printf(
                    "%s (%s, %d series)%n",
                    family.name(), family.type(), family.series().size());
            family.series().stream().findFirst().ifPresent(series -> out.println("    " + series));
        }
        out.printf("and %d families of the JVM and the process%n", families.size() - ours.size());
        List<String> names = families.stream()
                .filter(family -> !family.series().isEmpty())
                .map(ScrapedFamily::name)
                .toList();
        List<String> missing =
                EXPECTED.stream().filter(name -> !names.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw new DemoFailure("the scrape is missing " + String.join(", ", missing));
        }
    }
}
