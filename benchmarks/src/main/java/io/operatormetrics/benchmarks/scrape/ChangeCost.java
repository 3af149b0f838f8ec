package io.operatormetrics.benchmarks.scrape;

import io.operatormetrics.benchmarks.Certificates;
import io.operatormetrics.benchmarks.Spread;
import io.operatormetrics.benchmarks.load.Changes;
import io.operatormetrics.benchmarks.load.ExpectedAnswer;
import io.operatormetrics.benchmarks.load.KeepAliveLoad;
import io.operatormetrics.benchmarks.load.LoadClient;
import io.operatormetrics.benchmarks.load.LoadResult;
import io.operatormetrics.benchmarks.load.Target;
import io.operatormetrics.benchmarks.load.Target.Encoding;
import io.operatormetrics.benchmarks.peer.PeerSetup;
import io.operatormetrics.benchmarks.peer.Peers;
import io.operatormetrics.benchmarks.peer.RunningPeer;
import io.operatormetrics.benchmarks.peer.Workload;
import io.operatormetrics.benchmarks.process.Program;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What one changed series costs our server until a compressed scrape has it, at several sizes: over one connection every other scrape waits for
 * a change before, and the cost is by how much those take longer, in the median, than the ones between them. The change itself counts,
 * and its way through a socket. All sizes are served at once and loaded in turn.
 */
public final class ChangeCost {

    private final ScrapeSettings settings;
    private final Path scratch;

    /** Of the settings the workload and the measures are not used. */
    public ChangeCost(ScrapeSettings settings, Path scratch) {
        this.settings = settings;
        this.scratch = scratch;
    }

    /**
     * Medians of the rounds, in ms.
     *
     * @param cost the difference between the two others, taken round by round
     * @param toSmallest how many times that at the first size
     */
    public record Result(int series, Spread unchanged, Spread changed, Spread cost, Spread toSmallest) {}

    /** One round, in ms. */
    private record Round(double unchanged, double changed) {
        double cost() {
            return changed - unchanged;
        }
    }

    /** One result for each size, in their order. */
    public List<Result> measure(List<Integer> sizes) throws IOException {
        Certificates certificates = Certificates.make();
        certificates.write(scratch.resolve("certificates"));
        List<RunningPeer> servers = new ArrayList<>();
        try (LoadClient client = new LoadClient(certificates.clientTls())) {
            for (int size : sizes) {
                servers.add(RunningPeer.start(Peers.operatorMetrics(), setup(size), settings.serverPrefix()));
            }
            List<List<Round>> rounds = new ArrayList<>();
            for (RunningPeer server : servers) {
                rounds.add(new ArrayList<>());
                load(client, server, settings.warmUp());
            }
            for (int round = 0; round < settings.rounds(); round++) {
                for (int i = 0; i < servers.size(); i++) {
                    rounds.get(i).add(load(client, servers.get(i), settings.duration()));
                }
            }
            return results(sizes, rounds);
        } finally {
            servers.forEach(RunningPeer::close);
        }
    }

    private static Round load(LoadClient client, RunningPeer server, Duration duration) {
        Target target = new Target(server.name(), server.address(), Workload.ALL_PATH, Encoding.GZIP);
        ExpectedAnswer expected = ExpectedAnswer.like(client.fetch(target));
        Changes changes = Changes.beforeEveryOtherScrape(server.control().orElseThrow());
        try (KeepAliveLoad load = client.keepAlive(target, expected, 1, changes)) {
            LoadResult result = load.run(duration);
            return new Round(
                    result.medianLatency(answer -> answer % 2 == 0).toNanos() / 1e6,
                    result.medianLatency(answer -> answer % 2 == 1).toNanos() / 1e6);
        }
    }

    private static List<Result> results(List<Integer> sizes, List<List<Round>> rounds) {
        double[] smallest = rounds.getFirst().stream().mapToDouble(Round::cost).toArray();
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            List<Round> ofSize = rounds.get(i);
            double[] costs = ofSize.stream().mapToDouble(Round::cost).toArray();
            results.add(new Result(
                    sizes.get(i),
                    Spread.of(ofSize.stream().map(Round::unchanged).toList()),
                    Spread.of(ofSize.stream().map(Round::changed).toList()),
                    Spread.of(costs),
                    Spread.ratio(costs, smallest)));
        }
        return results;
    }

    private PeerSetup setup(int size) throws IOException {
        return new PeerSetup(
                Program.freePort(),
                Program.freePort(),
                scratch.resolve("certificates"),
                scratch,
                scratch.resolve("changes-" + size),
                size);
    }
}
