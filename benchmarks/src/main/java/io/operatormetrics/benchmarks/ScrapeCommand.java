package io.operatormetrics.benchmarks;

import io.operatormetrics.benchmarks.peer.Peers;
import io.operatormetrics.benchmarks.scrape.MarkdownTable;
import io.operatormetrics.benchmarks.scrape.Measure;
import io.operatormetrics.benchmarks.scrape.ScrapeComparison;
import io.operatormetrics.benchmarks.scrape.ScrapeReport;
import io.operatormetrics.benchmarks.scrape.ScrapeSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;

/** Compares our server with its peers. */
@Command(
        name = "scrape",
        description = "Scrapes and new connections over mutual TLS: our server, client_golang, client_java, nginx.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class ScrapeCommand implements Callable<Integer> {

    private final Clock clock;

    @Option(names = "--series", paramLabel = "N", description = "Series of every peer.", defaultValue = "10000")
    private int series;

    @Option(
            names = "--peers",
            paramLabel = "NAME",
            split = ",",
            description = "What ours is compared with.",
            defaultValue = "go,client_java,nginx")
    private List<String> peers = List.of();

    @Option(
            names = "--only",
            paramLabel = "MEASURE",
            split = ",",
            description =
                    "Of: identity, gzip, gzip-changing, gzip-changed, connections, latency, gzip-latency, changed-latency.",
            defaultValue = "identity,gzip-changing,gzip-changed,connections,latency")
    private List<String> only = List.of();

    @Mixin
    private LoadOptions load = new LoadOptions();

    ScrapeCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        Machine machine = Machine.describe();
        ScrapeSettings settings =
                load.settings(series, only.stream().map(Measure::named).toList());
        try (ScratchFolder scratch = ScratchFolder.create()) {
            ScrapeComparison.Result result =
                    new ScrapeComparison(settings, scratch.path(), System.err::println).run(Peers.named(peers));
            ScrapeReport report = ScrapeReport.of(
                    clock.instant().truncatedTo(ChronoUnit.SECONDS), machine, load.describe(), settings, result);
            new Results(load.output).publish("scrape", MarkdownTable.render(report), report);
        }
        return 0;
    }
}
