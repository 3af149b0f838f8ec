package io.operatormetrics.benchmarks.cluster;

import io.operatormetrics.benchmarks.Certificates;
import io.operatormetrics.benchmarks.Spread;
import io.operatormetrics.benchmarks.load.LoadClient;
import io.operatormetrics.benchmarks.process.ProcessMemory;
import io.operatormetrics.benchmarks.process.Program;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;

/**
 * What the program's process holds in memory while it watches many Secrets and is scraped; and, to compare, what a process holds that caches
 * the same Secrets whole.
 */
public final class MemoryMeasurement {

    private static final int SCRAPES = 40;
    private static final Duration BETWEEN_SCRAPES = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** The launcher's, but for a heap that has room for whole objects. */
    private static final List<String> CACHE_OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-Xms32m",
            "-Xmn12m",
            "-XX:SurvivorRatio=4",
            "-Xmx6g",
            "-XX:TrimNativeHeapInterval=10000");

    private final Settings settings;
    private final Consumer<String> progress;

    public MemoryMeasurement(Settings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * How much of it.
     *
     * @param assets folder of kube-apiserver and etcd
     * @param scratch the caller's to delete
     * @param secrets how many are watched, ascending; one cluster grows from each to the next
     * @param runs of the program at each size, each a new process
     * @param comparison whether the same is measured of a cache of whole objects, once at each size
     */
    public record Settings(
            Path launcher,
            Path assets,
            Path scratch,
            List<Integer> secrets,
            int dataBytes,
            int runs,
            Comparison comparison) {}

    /** What else is measured. */
    public enum Comparison {
        NONE,
        FULL_OBJECT_CACHE
    }

    /** VmRSS after the last scrape, and VmHWM. */
    public record Run(double residentMib, double peakMib) {}

    /** At one size; the cache's VmRSS is null when it was not measured. */
    public record Size(
            int secrets, List<Run> runs, @Nullable Double cacheMib) {
        public Spread residentMib() {
            return Spread.of(runs.stream().map(Run::residentMib).toList());
        }

        public Spread peakMib() {
            return Spread.of(runs.stream().map(Run::peakMib).toList());
        }
    }

    /** In MiB. */
    public record Result(int dataBytes, int scrapes, List<Size> sizes) {

        /** With a hundred thousand Secrets; of a cache of whole objects, a fifth. */
        private static final double GOAL_MIB = 200;

        private static final double GOAL_SHARE = 0.2;
        private static final int GOAL_SECRETS = 100_000;

        public String toMarkdown() {
            StringJoiner text = new StringJoiner("\n", "", "\n");
            text.add(String.format(
                    Locale.ROOT,
                    "| Secrets of %,d bytes | VmRSS, MiB, after %d scrapes | VmHWM (the most since the start) | a Secret more, KiB | with whole objects cached | ours ÷ that |",
                    dataBytes,
                    scrapes));
            text.add("|---|---|---|---|---|---|");
            for (int i = 0; i < sizes.size(); i++) {
                Size size = sizes.get(i);
                double ours = size.residentMib().median();
                text.add(String.format(
                        Locale.ROOT,
                        "| %,d | %s | %s | %s | %s | %s |",
                        size.secrets(),
                        size.residentMib(),
                        size.peakMib(),
                        i == 0 ? "–" : String.format(Locale.ROOT, "%.2f", kibPerSecret(sizes.get(i - 1), size)),
                        format("%.0f", size.cacheMib()),
                        format("× %.2f", ratio(ours, size.cacheMib()))));
            }
            sizes.stream()
                    .filter(size -> size.secrets() == GOAL_SECRETS)
                    .forEach(size -> text.add("").add(goals(size)));
            return text.toString();
        }

        private static String goals(Size size) {
            double ours = size.residentMib().median();
            Double share = ratio(ours, size.cacheMib());
            return String.format(
                    Locale.ROOT,
                    "Goals with %,d: ≤ %.0f MiB: %s; ≤ × %.1f of whole objects: %s.",
                    size.secrets(),
                    GOAL_MIB,
                    verdict(ours <= GOAL_MIB),
                    GOAL_SHARE,
                    share == null ? "not measured" : verdict(share <= GOAL_SHARE));
        }

        private static double kibPerSecret(Size fewer, Size more) {
            return (more.residentMib().median() - fewer.residentMib().median())
                    * 1024
                    / (more.secrets() - fewer.secrets());
        }

        private static @Nullable Double ratio(double ours, @Nullable Double other) {
            return other == null ? null : (Double) (ours / other);
        }

        private static String format(String format, @Nullable Double value) {
            return value == null ? "–" : String.format(Locale.ROOT, format, value);
        }

        private static String verdict(boolean reached) {
            return reached ? "reached" : "**not reached**";
        }
    }

    public Result run() throws IOException {
        Certificates certificates = Certificates.make();
        Path pems = settings.scratch().resolve("certificates");
        certificates.write(pems);
        try (ApiServer api =
                        ApiServer.start(settings.assets(), settings.scratch().resolve("cluster"));
                LoadClient client = new LoadClient(certificates.clientTls())) {
            ClusterSetup setup = new ClusterSetup(settings.launcher(), api.kubeconfig(), pems, settings.scratch());
            WatchedSecrets watched = new WatchedSecrets(settings.dataBytes());
            List<Size> sizes = new ArrayList<>();
            int created = 0;
            for (int secrets : settings.secrets()) {
                progress.accept("creating Secrets " + created + " to " + secrets);
                watched.create(api, created, secrets);
                created = secrets;
                sizes.add(measure(secrets, setup, client));
            }
            return new Result(settings.dataBytes(), SCRAPES, sizes);
        }
    }

    private Size measure(int secrets, ClusterSetup setup, LoadClient client) throws IOException {
        List<Run> runs = new ArrayList<>();
        for (int run = 1; run <= settings.runs(); run++) {
            progress.accept(secrets + " Secrets, run " + run + " of " + settings.runs());
            runs.add(measureOperator(secrets, setup, client));
        }
        return new Size(
                secrets,
                runs,
                switch (settings.comparison()) {
                    case NONE -> null;
                    case FULL_OBJECT_CACHE -> {
                        progress.accept(secrets + " Secrets, whole objects");
                        yield measureCache(secrets, setup);
                    }
                });
    }

    private static Run measureOperator(int secrets, ClusterSetup setup, LoadClient client) throws IOException {
        try (OperatorProcess operator = OperatorProcess.start(setup, client, Map.of())) {
            operator.firstScrapeWith(secrets);
            for (int scrape = 1; scrape <= SCRAPES; scrape++) {
                operator.scrapeAfter(BETWEEN_SCRAPES);
            }
            ProcessMemory memory = operator.memory();
            return new Run(memory.residentKib() / 1024.0, memory.peakKib() / 1024.0);
        }
    }

    private static double measureCache(int secrets, ClusterSetup setup) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(CACHE_OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FullObjectCache.class.getName()));
        command.add(Integer.toString(secrets));
        Map<String, String> environment =
                Map.of("KUBECONFIG", setup.kubeconfig().toString());
        Path folder = setup.scratch().resolve("cache-" + secrets);
        try (Program cache = Program.start("the cache of whole objects", command, environment, folder)) {
            cache.await("has all Secrets", TIMEOUT, () -> cache.hasWritten(FullObjectCache.SYNCED));
            // As long as our program gets, in which freed native memory is given back.
            cache.runFor(BETWEEN_SCRAPES.multipliedBy(SCRAPES));
            return cache.memory().residentKib() / 1024.0;
        }
    }
}
