package io.operatormetrics.server.http;

import io.netty.channel.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the connections that are open, and lets in no more than so many. */
final class ConnectionLimit {

    private static final Logger log = LoggerFactory.getLogger(ConnectionLimit.class);

    private final int max;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicBoolean refusing = new AtomicBoolean();

    ConnectionLimit(int max) {
        this.max = max;
    }

    /** Whether this one may stay. Its place is free again when it closes. */
    boolean admit(Channel connection) {
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            if (refusing.compareAndSet(false, true)) {
                log.warn("{} connections are open on {}; closing further ones", max, connection.localAddress());
            }
            return false;
        }
        refusing.set(false);
        connection.closeFuture().addListener(closed -> open.decrementAndGet());
        return true;
    }

    int open() {
        return open.get();
    }
}
