package io.operatormetrics.benchmarks.load;

import io.netty.handler.codec.http.HttpResponse;
import io.operatormetrics.benchmarks.BenchmarkFailure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Workers that each open a connection, ask once, close it, and open the next. Lives on the event loop alone. */
final class NewConnectionsLoad {

    private final Consumer<Connection.Listener> connect;
    private final ExpectedAnswer expected;
    private final int workers;
    private final Duration duration;

    NewConnectionsLoad(Consumer<Connection.Listener> connect, ExpectedAnswer expected, int workers, Duration duration) {
        this.connect = connect;
        this.expected = expected;
        this.workers = workers;
        this.duration = duration;
    }

    CompletableFuture<LoadResult> start() {
        Tally tally = new Tally(workers, duration);
        for (int i = 0; i < workers; i++) {
            connect.accept(new OneAnswer(tally));
        }
        return tally.result();
    }

    private final class OneAnswer implements Connection.Listener {

        private final Tally tally;
        private final long since = System.nanoTime();

        OneAnswer(Tally tally) {
            this.tally = tally;
        }

        @Override
        public void onReady(Connection connection) {
            connection.send();
        }

        @Override
        public void onAnswer(Connection connection, HttpResponse head, long bodyBytes) {
            connection.close();
            var problem = expected.problem(head, bodyBytes);
            if (problem.isPresent()) {
                connection.reject(problem.get());
            } else if (tally.answered(since)) {
                connect.accept(new OneAnswer(tally));
            }
        }

        @Override
        public void onFailure(BenchmarkFailure failure) {
            tally.failed(failure);
        }
    }
}
