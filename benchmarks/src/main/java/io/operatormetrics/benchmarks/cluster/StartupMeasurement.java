package io.operatormetrics.benchmarks.cluster;

import io.operatormetrics.benchmarks.Certificates;
import io.operatormetrics.benchmarks.Spread;
import io.operatormetrics.benchmarks.load.LoadClient;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The time from the start of the launcher to the first scrape over mutual TLS, with the AOT cache, without, and while it is made. */
public final class StartupMeasurement {

    private final Settings settings;
    private final Consumer<String> progress;

    public StartupMeasurement(Settings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * How much of it.
     *
     * @param launcher of which no AOT cache is there yet, so that its first start makes it
     * @param assets folder of kube-apiserver and etcd
     * @param scratch the caller's to delete
     */
    public record Settings(Path launcher, Path assets, Path scratch, int secrets, int runs) {}

    /** How long one start took. */
    public record Start(double firstScrapeSeconds, double completeSeconds) {}

    /**
     * All starts.
     *
     * @param first the one that made the cache
     */
    public record Result(int secrets, Start first, List<Start> withCache, List<Start> withoutCache) {
        public String toMarkdown() {
            return """
                    | seconds from start, median (min–max) of %d | first scrape answered | first with all %,d Secrets |
                    |---|---|---|
                    | with AOT cache | %s | %s |
                    | without (-XX:AOTMode=off) | %s | %s |
                    | the very first, which makes the cache | %s | %s |
                    """.formatted(
                            withCache.size(),
                            secrets,
                            firstScrape(withCache),
                            complete(withCache),
                            firstScrape(withoutCache),
                            complete(withoutCache),
                            firstScrape(List.of(first)),
                            complete(List.of(first)));
        }

        private static Spread firstScrape(List<Start> starts) {
            return Spread.of(starts.stream().map(Start::firstScrapeSeconds).toList());
        }

        private static Spread complete(List<Start> starts) {
            return Spread.of(starts.stream().map(Start::completeSeconds).toList());
        }
    }

    public Result run() throws IOException {
        Certificates certificates = Certificates.make();
        Path pems = settings.scratch().resolve("certificates");
        certificates.write(pems);
        try (ApiServer api =
                        ApiServer.start(settings.assets(), settings.scratch().resolve("cluster"));
                LoadClient client = new LoadClient(certificates.clientTls())) {
            new WatchedSecrets(4096).create(api, 0, settings.secrets());
            ClusterSetup setup = new ClusterSetup(settings.launcher(), api.kubeconfig(), pems, settings.scratch());
            progress.accept("the first start, which makes the AOT cache");
            Start first = start(setup, client, Map.of());
            List<Start> withCache = new ArrayList<>();
            List<Start> withoutCache = new ArrayList<>();
            for (int run = 1; run <= settings.runs(); run++) {
                progress.accept("run " + run + " of " + settings.runs());
                withCache.add(start(setup, client, Map.of()));
                withoutCache.add(start(setup, client, Map.of("OPERATOR_METRICS_JAVA_OPTS", "-XX:AOTMode=off")));
            }
            return new Result(settings.secrets(), first, withCache, withoutCache);
        }
    }

    private Start start(ClusterSetup setup, LoadClient client, Map<String, String> environment) throws IOException {
        try (OperatorProcess operator = OperatorProcess.start(setup, client, environment)) {
            return new Start(seconds(operator.firstScrape()), seconds(operator.firstScrapeWith(settings.secrets())));
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
