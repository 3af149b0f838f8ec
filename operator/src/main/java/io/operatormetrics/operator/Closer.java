package io.operatormetrics.operator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has been started so far, to be closed in reverse order; one that fails to close does not keep the others open. */
final class Closer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Closer.class);

    private final Deque<AutoCloseable> latestFirst = new ArrayDeque<>();

    /** For one thread. */
    void add(AutoCloseable part) {
        latestFirst.push(part);
    }

    @Override
    public void close() {
        while (!latestFirst.isEmpty()) {
            AutoCloseable part = latestFirst.pop();
            try {
                part.close();
            } catch (Exception e) {
                log.warn("{} did not close", part.getClass().getSimpleName(), e);
            }
        }
    }
}
