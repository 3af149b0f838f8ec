package io.operatormetrics.benchmarks.load;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.operatormetrics.benchmarks.BenchmarkFailure;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What is done to a server's series while it is loaded. */
@FunctionalInterface
public interface Changes {

    /** Begins; for the event loop of that load alone, and so is what it returns. A failure is reported at most once. */
    Running begin(EventLoop loop, Consumer<BenchmarkFailure> onFailure);

    /** Changes that are being made. */
    interface Running {
        /** Runs the scrape when it may be sent. */
        void before(Runnable scrape);

        /** Ends; what was ordered may still be under way. */
        void end();
    }

    /** Every scrape finds what the one before it found. */
    static Changes none() {
        return (loop, onFailure) -> new Running() {
            @Override
            public void before(Runnable scrape) {
                scrape.run();
            }

            @Override
            public void end() {}
        };
    }

    /** No scrape is sent before the server, at that address for orders, has said that one more series has changed. */
    static Changes beforeEachScrape(InetSocketAddress control) {
        return (loop, onFailure) -> {
            ChangeConnection connection = ChangeConnection.open(loop, control, onFailure);
            return new Running() {
                @Override
                public void before(Runnable scrape) {
                    connection.change(scrape);
                }

                @Override
                public void end() {
                    connection.close();
                }
            };
        };
    }

    /** The same before the second scrape, the fourth and so on. For a load of one connection. */
    static Changes beforeEveryOtherScrape(InetSocketAddress control) {
        return (loop, onFailure) -> {
            Running each = beforeEachScrape(control).begin(loop, onFailure);
            return new Running() {
                private int scrapes;

                @Override
                public void before(Runnable scrape) {
                    if (scrapes++ % 2 == 0) {
                        scrape.run();
                    } else {
                        each.before(scrape);
                    }
                }

                @Override
                public void end() {
                    each.end();
                }
            };
        };
    }

    /** One series after the other changes at a steady rate, whatever the scrapes do. */
    static Changes steady(InetSocketAddress control, int perSecond) {
        return (loop, onFailure) -> {
            ChangeConnection connection = ChangeConnection.open(loop, control, onFailure);
            ScheduledFuture<?> orders = loop.scheduleAtFixedRate(
                    () -> connection.change(() -> {}),
                    0,
                    TimeUnit.SECONDS.toNanos(1) / perSecond,
                    TimeUnit.NANOSECONDS);
            return new Running() {
                @Override
                public void before(Runnable scrape) {
                    scrape.run();
                }

                @Override
                public void end() {
                    orders.cancel(false);
                    connection.close();
                }
            };
        };
    }
}
