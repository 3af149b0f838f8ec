package io.operatormetrics.benchmarks.scrape;

import io.operatormetrics.benchmarks.Certificates;
import io.operatormetrics.benchmarks.load.KeepAliveLoad;
import io.operatormetrics.benchmarks.load.LoadClient;
import io.operatormetrics.benchmarks.load.LoadResult;
import io.operatormetrics.benchmarks.peer.Peer;
import io.operatormetrics.benchmarks.peer.PeerSetup;
import io.operatormetrics.benchmarks.peer.RunningPeer;
import io.operatormetrics.benchmarks.process.Program;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * All peers, started together, each loaded alone in its turn. The order turns round with every round, so that what drifts on the
 * machine falls on all alike.
 */
public final class ScrapeComparison {

    private final ScrapeSettings settings;
    private final Path scratch;
    private final Consumer<String> progress;

    /** The scratch folder takes certificates, configurations and logs; it is the caller's to delete. */
    public ScrapeComparison(ScrapeSettings settings, Path scratch, Consumer<String> progress) {
        this.settings = settings;
        this.scratch = scratch;
        this.progress = progress;
    }

    /** What was observed, and the facts of each peer in their order. */
    public record Result(List<PeerFacts> peers, List<Observation> observations) {}

    /** Throws {@link io.operatormetrics.benchmarks.BenchmarkFailure} when a peer does not serve as it must. */
    public Result run(List<Peer> peers) throws IOException {
        Certificates certificates = Certificates.make();
        certificates.write(scratch.resolve("certificates"));
        List<RunningPeer> running = new ArrayList<>();
        try (LoadClient client = new LoadClient(certificates.clientTls())) {
            List<CheckedPeer> checked = new ArrayList<>();
            for (Peer peer : peers) {
                RunningPeer started = RunningPeer.start(peer, setup(peer), settings.serverPrefix());
                running.add(started);
                checked.add(CheckedPeer.check(started, client, certificates, settings.workload()));
                if (checked.size() == 1) {
                    writeDocuments(checked.getFirst());
                }
                progress.accept(started.name() + " serves as it must");
            }
            return new Result(checked.stream().map(CheckedPeer::facts).toList(), observe(client, checked));
        } finally {
            running.reversed().forEach(RunningPeer::close);
        }
    }

    private List<Observation> observe(LoadClient client, List<CheckedPeer> peers) {
        for (Measure measure : settings.measures()) {
            progress.accept("warming up: " + measure.title());
            for (CheckedPeer peer : peers) {
                observe(client, peer, measure, 0, settings.warmUp());
            }
        }
        List<Observation> observations = new ArrayList<>();
        for (int round = 1; round <= settings.rounds(); round++) {
            List<CheckedPeer> order = round % 2 == 1 ? peers : peers.reversed();
            for (Measure measure : settings.measures()) {
                progress.accept("round " + round + " of " + settings.rounds() + ": " + measure.title());
                for (CheckedPeer peer : order) {
                    observe(client, peer, measure, round, settings.duration()).ifPresent(observations::add);
                }
            }
        }
        return observations;
    }

    /** Empty when the peer cannot do this. */
    private static Optional<Observation> observe(
            LoadClient client, CheckedPeer peer, Measure measure, int round, Duration duration) {
        if (measure == Measure.CONNECTIONS) {
            Usage before = Usage.of(peer.peer());
            LoadResult result = client.newConnections(
                    peer.target(measure), peer.expected(measure), measure.connections(), duration);
            return Optional.of(observation(
                    peer, measure, round, result, Usage.of(peer.peer()).since(before)));
        }
        return peer.changes(measure).map(changes -> {
            try (KeepAliveLoad load =
                    client.keepAlive(peer.target(measure), peer.expected(measure), measure.connections(), changes)) {
                Usage before = Usage.of(peer.peer());
                LoadResult result = load.run(duration);
                return observation(
                        peer, measure, round, result, Usage.of(peer.peer()).since(before));
            }
        });
    }

    private static Observation observation(
            CheckedPeer peer, Measure measure, int round, LoadResult result, Usage usage) {
        double elapsed = result.elapsed().toNanos();
        return new Observation(
                measure,
                peer.peer().name(),
                round,
                measure.isLatency() ? result.medianLatency().toNanos() / 1e6 : result.perSecond(),
                usage.server().toNanos() / 1e6 / result.requests(),
                usage.server().toNanos() / elapsed,
                usage.client().toNanos() / elapsed);
    }

    /** CPU time used by server and client so far. */
    private record Usage(Duration server, Duration client) {
        static Usage of(RunningPeer peer) {
            return new Usage(
                    peer.program().cpuTime(),
                    ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
        }

        Usage since(Usage before) {
            return new Usage(server.minus(before.server), client.minus(before.client));
        }
    }

    private PeerSetup setup(Peer peer) throws IOException {
        return new PeerSetup(
                Program.freePort(),
                Program.freePort(),
                scratch.resolve("certificates"),
                documents(),
                scratch.resolve(peer.name()),
                settings.workload().size());
    }

    /** What the first peer answered is what file servers serve. */
    private void writeDocuments(CheckedPeer first) throws IOException {
        Files.createDirectories(documents());
        Files.write(documents().resolve("all"), first.allBytes());
        Files.write(documents().resolve("small"), first.smallBytes());
        try (OutputStream gzip =
                new GZIPOutputStream(Files.newOutputStream(documents().resolve("all.gz")))) {
            gzip.write(first.allBytes());
        }
    }

    private Path documents() {
        return scratch.resolve("documents");
    }
}
