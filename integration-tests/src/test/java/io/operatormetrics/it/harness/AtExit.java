package io.operatormetrics.it.harness;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What has to be undone when this JVM ends, on Ctrl-C too: last opened, first closed. */
final class AtExit {

    private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();

    private static boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(AtExit::closeAll, "at-exit"));
    }

    private AtExit() {}

    /** How something is opened that would be left behind. */
    interface Opening<T> {
        T open() throws IOException;
    }

    /**
     * Opens it, unless this JVM is ending: tests go on until the end, and what they would open then nobody would close. So this waits, or
     * throws IllegalStateException.
     */
    static synchronized <T extends AutoCloseable> T open(Opening<T> opening) throws IOException {
        if (ending) {
            throw new IllegalStateException("this JVM is ending");
        }
        T opened = opening.open();
        OPEN.push(opened);
        return opened;
    }

    /** It was closed in time. */
    static synchronized void forget(AutoCloseable closeable) {
        OPEN.remove(closeable);
    }

    private static synchronized void closeAll() {
        ending = true;
        // All at once, so that they end beside each other: half a minute after the last test this JVM is killed.
        for (AutoCloseable closeable : OPEN) {
            if (closeable instanceof ChildProcess process) {
                process.terminate();
            }
        }
        for (AutoCloseable closeable; (closeable = OPEN.poll()) != null; ) {
            try {
                closeable.close();
            } catch (Exception e) {
                System.err.println("left behind: " + closeable + ": " + e);
            }
        }
    }
}
