package io.operatormetrics.demo.process;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes what was started, last first, once: at the end of the demo, when it fails, and on Ctrl-C, whichever comes first.
 */
public final class Cleanup implements AutoCloseable {

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;

    /** Call it before starting the thing, which must bear being closed without having been started. */
    public synchronized <T extends AutoCloseable> T add(T thing) {
        if (closed) {
            throw new DemoFailure("interrupted");
        }
        open.push(thing);
        return thing;
    }

    /** True from the first call of {@link #close}: what ends now was ended by us. */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** Later callers wait until the first is done. */
    @Override
    public synchronized void close() {
        closed = true;
        while (!open.isEmpty()) {
            AutoCloseable thing = open.pop();
            try {
                thing.close();
            } catch (Exception e) {
                // The others must still be closed.
                System.err.println("demo: cannot close " + thing + ": " + e);
            }
        }
    }
}
