package io.operatormetrics.benchmarks.cluster;

import io.operatormetrics.benchmarks.Certificates;
import io.operatormetrics.benchmarks.Spread;
import io.operatormetrics.benchmarks.load.LoadClient;
import io.operatormetrics.benchmarks.process.ProcessMemory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What the program's process holds in memory while it watches many Secrets and is scraped. */
public final class MemoryMeasurement {

    private static final int SCRAPES = 60;

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
     * @param runs of the program, each a new process
     */
    public record Settings(Path launcher, Path assets, Path scratch, int secrets, int dataBytes, int runs) {}

    /** Of all runs, in MiB. */
    public record Result(int secrets, int dataBytes, int scrapes, List<Run> runs) {
        public Spread residentMib() {
            return Spread.of(runs.stream().map(Run::residentMib).toList());
        }

        public Spread peakMib() {
            return Spread.of(runs.stream().map(Run::peakMib).toList());
        }

        public String toMarkdown() {
            return """
                    | MiB, median (min–max) of %d runs | %,d Secrets of %,d bytes, after %d scrapes |
                    |---|---|
                    | VmRSS | %s |
                    | VmHWM (the most since the start) | %s |
                    """.formatted(runs.size(), secrets, dataBytes, scrapes, residentMib(), peakMib());
        }
    }

    /** VmRSS after the last scrape, and VmHWM. */
    public record Run(double residentMib, double peakMib) {}

    public Result run() throws IOException {
        Certificates certificates = Certificates.make();
        Path pems = settings.scratch().resolve("certificates");
        certificates.write(pems);
        try (ApiServer api =
                        ApiServer.start(settings.assets(), settings.scratch().resolve("cluster"));
                LoadClient client = new LoadClient(certificates.clientTls())) {
            progress.accept("creating " + settings.secrets() + " Secrets");
            new WatchedSecrets(settings.secrets(), settings.dataBytes()).create(api);
            ClusterSetup setup = new ClusterSetup(settings.launcher(), api.kubeconfig(), pems, settings.scratch());
            List<Run> runs = new ArrayList<>();
            for (int run = 1; run <= settings.runs(); run++) {
                progress.accept("run " + run + " of " + settings.runs());
                runs.add(measure(setup, client));
            }
            return new Result(settings.secrets(), settings.dataBytes(), SCRAPES, runs);
        }
    }

    private Run measure(ClusterSetup setup, LoadClient client) throws IOException {
        try (OperatorProcess operator = OperatorProcess.start(setup, client, Map.of())) {
            operator.firstScrapeWith(settings.secrets());
            for (int scrape = 1; scrape <= SCRAPES; scrape++) {
                operator.scrapeAfter(Duration.ofMillis(500));
            }
            ProcessMemory memory = operator.memory();
            return new Run(memory.residentKib() / 1024.0, memory.peakKib() / 1024.0);
        }
    }
}
