package io.operatormetrics.benchmarks;

import io.operatormetrics.benchmarks.peer.Peers;
import io.operatormetrics.benchmarks.scrape.ChangeCost;
import io.operatormetrics.benchmarks.scrape.Measure;
import io.operatormetrics.benchmarks.scrape.ScrapeComparison;
import io.operatormetrics.benchmarks.scrape.ScrapeReport;
import io.operatormetrics.benchmarks.scrape.ScrapeSettings;
import io.operatormetrics.benchmarks.scrape.SizesReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Compares our server with its peers as the number of series grows. */
@Command(
        name = "sizes",
        description =
                "What a scrape costs as the number of series grows, with a plot, and what one changed series costs.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class SizesCommand implements Callable<Integer> {

    private final Clock clock;

    @Option(
            names = "--sizes",
            paramLabel = "N",
            split = ",",
            description = "Series, smallest first.",
            defaultValue = "1000,10000,100000")
    private List<Integer> sizes = List.of();

    @Option(
            names = "--peers",
            paramLabel = "NAME",
            split = ",",
            description = "What ours is compared with.",
            defaultValue = "go,nginx")
    private List<String> peers = List.of();

    @Mixin
    private LoadOptions load = new LoadOptions();

    SizesCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        Machine machine = Machine.describe();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        try (ScratchFolder scratch = ScratchFolder.create()) {
            List<ScrapeReport> reports = new ArrayList<>();
            for (int size : sizes) {
                System.err.println(size + " series");
                ScrapeSettings settings = load.settings(size, List.of(Measure.LATENCY, Measure.CHANGED_LATENCY));
                Path folder = scratch.path().resolve("series-" + size);
                var result = new ScrapeComparison(settings, folder, System.err::println).run(Peers.named(peers));
                reports.add(ScrapeReport.of(now, machine, load.describe(), settings, result));
            }
            System.err.println("one changed series until a scrape has it");
            SizesReport report = new SizesReport(
                    reports, new ChangeCost(load.settings(sizes.getFirst(), List.of()), scratch.path()).measure(sizes));
            new Results(load.output).publish("sizes", report.toMarkdown(), report);
            Files.writeString(load.output.resolve("sizes.svg"), report.plot().toSvg());
        }
        return 0;
    }
}
