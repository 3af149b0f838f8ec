package io.operatormetrics.it.harness;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What has to be undone when this JVM ends, on Ctrl-C too: last opened, first closed. */
final class AtExit {

    private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();

    /** For all processes together. */
    private static final Duration TO_END = Duration.ofSeconds(5);

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
     * Opens it, unless this JVM is ending, which throws IllegalStateException: tests go on until the end, and what they would open then
     * nobody would close.
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

    /** Holds no lock while it closes: a thread that is about to open something may hold a lock that closing needs. */
    private static void closeAll() {
        // All at once: half a minute after the last test this JVM is killed, and an API server without etcd takes a
        // minute to end.
        List<ChildProcess> processes = begunToEnd().stream()
                .filter(ChildProcess.class::isInstance)
                .map(ChildProcess.class::cast)
                .toList();
        processes.forEach(ChildProcess::terminate);
        long end = System.nanoTime() + TO_END.toNanos();
        processes.forEach(process -> process.killUnlessEndedWithin(Duration.ofNanos(end - System.nanoTime())));
        for (AutoCloseable closeable; (closeable = last()) != null; ) {
            try {
                closeable.close();
            } catch (Exception e) {
                System.err.println("left behind: " + closeable + ": " + e);
            }
        }
    }

    private static synchronized List<AutoCloseable> begunToEnd() {
        ending = true;
        return List.copyOf(OPEN);
    }

    private static synchronized @Nullable AutoCloseable last() {
        return OPEN.poll();
    }
}
