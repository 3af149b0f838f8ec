package io.operatormetrics.operator.scrape;

import io.operatormetrics.server.ScrapeListener;
import io.operatormetrics.tls.HandshakeFailure;
import io.operatormetrics.tls.ReloadOutcome;
import io.operatormetrics.tls.TlsListener;
import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Remembers when this replica last answered a scrape of a client that it let in, and since when it could have been scraped again. Clients
 * on loopback do not count: they are this program itself, and people on its node. Thread-safe; nothing here blocks.
 */
public final class ScrapeWatch implements ScrapeListener, TlsListener {

    /** No scrape for less than this says nothing: a Prometheus restarts, and mounted certificates take a minute or two to change. */
    private static final Duration SHORTEST = Duration.ofMinutes(5);

    private static final int INTERVALS = 10;

    private final Duration limit;
    private final LongSupplier nanoTime;
    private final Clock clock;
    private final Set<HandshakeFailure> refused = EnumSet.noneOf(HandshakeFailure.class); // guarded by this
    private long countedFrom;
    private boolean awaiting = true;
    private @Nullable Instant lastScrape;
    private volatile Runnable onNews = () -> {};

    /**
     * The time runs from now on.
     *
     * @param scrapeInterval how often Prometheus is asked to scrape
     * @param nanoTime monotonic, in nanoseconds, as {@link System#nanoTime()}
     * @param clock for people only
     */
    public ScrapeWatch(Duration scrapeInterval, LongSupplier nanoTime, Clock clock) {
        Duration intervals = scrapeInterval.multipliedBy(INTERVALS);
        this.limit = intervals.compareTo(SHORTEST) > 0 ? intervals : SHORTEST;
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.countedFrom = nanoTime.getAsLong();
    }

    /**
     * Reports when a scrape ends a time without any.
     *
     * @param listener called on any thread; must return at once
     */
    public void onNews(Runnable listener) {
        onNews = listener;
    }

    @Override
    public void onScrape(SocketAddress client) {
        if (!isLoopback(client) && take()) {
            onNews.run();
        }
    }

    /** Whether it is the first one after a time without any. */
    private synchronized boolean take() {
        boolean news = awaiting || isOverdue();
        countedFrom = nanoTime.getAsLong();
        awaiting = false;
        lastScrape = clock.instant();
        refused.clear();
        return news;
    }

    /** Prometheus may have to take up something first: the time runs anew. What was not scraped then is so only once it is. */
    public synchronized void changed() {
        awaiting |= isOverdue();
        countedFrom = nanoTime.getAsLong();
        refused.clear();
    }

    @Override
    public void onReload(ReloadOutcome outcome) {
        if (outcome instanceof ReloadOutcome.Published) {
            changed();
        }
    }

    @Override
    public synchronized void onHandshakeFailure(HandshakeFailure reason, SocketAddress client) {
        if (!isLoopback(client)) {
            refused.add(reason);
        }
    }

    public synchronized ScrapeState state() {
        Duration left = limit.minus(elapsed());
        if (isOverdue()) {
            return new ScrapeState.NotScraped();
        }
        return awaiting ? new ScrapeState.Awaiting(left) : new ScrapeState.Scraped(left);
    }

    /** How long nobody may scrape before that is reported. */
    public Duration limit() {
        return limit;
    }

    /** For people: when the last scrape was answered; empty where there was none since the start. */
    public synchronized Optional<Instant> lastScrape() {
        return Optional.ofNullable(lastScrape);
    }

    /** Why clients were refused since the last scrape or change. */
    public synchronized Set<HandshakeFailure> refused() {
        return Set.copyOf(refused);
    }

    private boolean isOverdue() {
        return elapsed().compareTo(limit) >= 0;
    }

    private Duration elapsed() {
        return Duration.ofNanos(nanoTime.getAsLong() - countedFrom);
    }

    private static boolean isLoopback(SocketAddress client) {
        return !(client instanceof InetSocketAddress inet)
                || inet.getAddress() == null
                || inet.getAddress().isLoopbackAddress();
    }
}
