package io.operatormetrics.server.http;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The open connections of a listener, within two budgets: one for all, and one for those whose client has proved nothing yet. A newcomer is
 * always let in. Where a budget is used up another connection gives way: one that has proved nothing, else one that is idle, else one that
 * is answered, and of these one of the address that has most of them, the one that has been so longest. Thread-safe.
 */
final class ConnectionBudgets {

    private static final Logger log = LoggerFactory.getLogger(ConnectionBudgets.class);
    private static final long WARNING_NANOS = Duration.ofMinutes(1).toNanos();

    private final int most;
    private final int mostUnproved;
    /** Each in the order in which they came to stand there. */
    private final Map<Standing, Set<OpenConnection>> connections = new EnumMap<>(Standing.class);

    private @Nullable Long warned;

    /** What a connection's client has done so far; who stands first gives way first. */
    enum Standing {
        /** Nothing that a stranger could not do as well. */
        UNPROVED,
        IDLE,
        ANSWERED
    }

    ConnectionBudgets(int most, int mostUnproved) {
        this.most = most;
        this.mostUnproved = mostUnproved;
        for (Standing standing : Standing.values()) {
            connections.put(standing, new LinkedHashSet<>());
        }
    }

    /** @param onGivingWay called on the connection's event loop before it is closed to make room for another */
    OpenConnection admit(Channel channel, Runnable onGivingWay) {
        OpenConnection newcomer = new OpenConnection(channel, this, onGivingWay);
        OpenConnection leaving = place(newcomer);
        if (leaving != null) {
            leaving.giveWay();
        }
        channel.closeFuture().addListener(closed -> remove(newcomer));
        return newcomer;
    }

    private synchronized @Nullable OpenConnection place(OpenConnection newcomer) {
        OpenConnection leaving = null;
        if (at(Standing.UNPROVED).size() >= mostUnproved || open() >= most) {
            leaving = first();
            remove(leaving);
            warn(leaving);
        }
        at(Standing.UNPROVED).add(newcomer);
        return leaving;
    }

    /** Of a connection that is gone already it changes nothing. */
    synchronized void move(OpenConnection connection, Standing to) {
        if (remove(connection)) {
            at(to).add(connection);
        }
    }

    synchronized int open() {
        return connections.values().stream().mapToInt(Set::size).sum();
    }

    private synchronized boolean remove(OpenConnection connection) {
        boolean there = false;
        for (Set<OpenConnection> standing : connections.values()) {
            there |= standing.remove(connection);
        }
        return there;
    }

    private OpenConnection first() {
        return connections.values().stream()
                .filter(standing -> !standing.isEmpty())
                .findFirst()
                .map(ConnectionBudgets::firstOfLargestShare)
                .orElseThrow();
    }

    private static OpenConnection firstOfLargestShare(Collection<OpenConnection> candidates) {
        Map<Object, Integer> shares = new HashMap<>();
        candidates.forEach(candidate -> shares.merge(candidate.source(), 1, Integer::sum));
        int largest = shares.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        return candidates.stream()
                .filter(candidate -> Objects.equals(shares.get(candidate.source()), largest))
                .findFirst()
                .orElseThrow();
    }

    private void warn(OpenConnection leaving) {
        long now = System.nanoTime();
        if (warned == null || now - warned > WARNING_NANOS) {
            warned = now;
            log.warn(
                    "{} connections are open, {} of them without proof of a client; closing one of {} for each new one",
                    open() + 1,
                    at(Standing.UNPROVED).size(),
                    leaving);
        }
    }

    private Set<OpenConnection> at(Standing standing) {
        return Objects.requireNonNull(connections.get(standing));
    }
}
