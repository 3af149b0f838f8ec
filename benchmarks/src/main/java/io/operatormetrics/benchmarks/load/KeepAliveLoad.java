package io.operatormetrics.benchmarks.load;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpResponse;
import io.operatormetrics.benchmarks.BenchmarkFailure;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Connections that stay open and ask again as soon as they have their answer. */
public final class KeepAliveLoad implements Connection.Listener, AutoCloseable {

    private final EventLoop loop;
    private final ExpectedAnswer expected;
    private final int size;
    private final Changes changes;
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();

    // The rest belongs to the event loop.
    private final Map<Connection, Long> askedAt = new HashMap<>();
    private int answeredOnce;
    private @Nullable Run run;

    private record Run(Tally tally, Changes.Running changes) {}

    KeepAliveLoad(EventLoop loop, ExpectedAnswer expected, int size, Changes changes) {
        this.loop = loop;
        this.expected = expected;
        this.size = size;
        this.changes = changes;
    }

    /** All connections ask for that long; returns when the last one has its answer. */
    public LoadResult run(Duration duration) {
        return LoadClient.runOn(loop, () -> start(duration), duration.plus(LoadClient.TIMEOUT));
    }

    private CompletableFuture<LoadResult> start(Duration duration) {
        Run started = new Run(new Tally(size, duration), changes.begin(loop, this::onFailure));
        run = started;
        askedAt.keySet().forEach(connection -> ask(connection, started));
        return started.tally().result().whenComplete((result, failure) -> {
            run = null;
            started.changes().end();
        });
    }

    CompletableFuture<Boolean> opened() {
        return opened;
    }

    @Override
    public void close() {
        loop.execute(() -> {
            askedAt.keySet().forEach(Connection::close);
            askedAt.clear();
        });
    }

    @Override
    public void onReady(Connection connection) {
        askedAt.put(connection, 0L);
        connection.send();
    }

    @Override
    public void onAnswer(Connection connection, HttpResponse head, long bodyBytes) {
        var problem = expected.problem(head, bodyBytes);
        if (problem.isPresent()) {
            connection.reject(problem.get());
        } else if (run == null) {
            if (++answeredOnce == size) {
                opened.complete(true);
            }
        } else if (run.tally().answered(askedAt.getOrDefault(connection, 0L))) {
            ask(connection, run);
        }
    }

    @Override
    public void onFailure(BenchmarkFailure failure) {
        opened.completeExceptionally(failure);
        if (run != null) {
            run.tally().failed(failure);
        }
    }

    /** The time that a change takes counts: the scrape was wanted then. */
    private void ask(Connection connection, Run current) {
        askedAt.replace(connection, System.nanoTime());
        current.changes().before(connection::send);
    }
}
