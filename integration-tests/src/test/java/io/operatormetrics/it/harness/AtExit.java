package io.operatormetrics.it.harness;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be undone when this JVM ends, on Ctrl-C too: last opened, first closed. */
final class AtExit {

    private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(AtExit::closeAll, "at-exit"));
    }

    private AtExit() {}

    static synchronized void close(AutoCloseable closeable) {
        OPEN.push(closeable);
    }

    /** It was closed in time. */
    static synchronized void forget(AutoCloseable closeable) {
        OPEN.remove(closeable);
    }

    private static synchronized void closeAll() {
        for (AutoCloseable closeable; (closeable = OPEN.poll()) != null; ) {
            try {
                closeable.close();
            } catch (Exception e) {
                System.err.println("left behind: " + closeable + ": " + e);
            }
        }
    }
}
