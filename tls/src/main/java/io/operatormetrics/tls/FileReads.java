package io.operatormetrics.tls;

import io.operatormetrics.tls.TlsMaterial.Missing;
import io.operatormetrics.tls.TlsMaterial.Part;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads a few files again and again, each time on a thread of its own: a file that hangs (a pipe, a dead network file system) holds up
 * nobody, is reported as missing once its time is up, and does not stand in the way of what is there later. Thread-safe.
 */
final class FileReads implements AutoCloseable {
    /** A caller waits so long for what it has begun; files that are well take a thousandth of it. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    /** Threads that never come back; no reading begins while there are so many. */
    private static final int MOST_HANGING = 4;

    static final Duration LIMIT = Duration.ofSeconds(10);

    private final List<Path> files;
    private final Function<Path, Part> reader;
    private final Consumer<List<Part>> sink;
    private final Duration limit;

    // Guarded by this.
    private List<Part> last;
    private @Nullable Reading current;
    private boolean again;
    private boolean closed;
    private int hanging;

    /** @param sink receives each reading, file by file, on any thread, one call at a time */
    FileReads(List<Path> files, Function<Path, Part> reader, Consumer<List<Part>> sink) {
        this(files, reader, sink, LIMIT);
    }

    FileReads(List<Path> files, Function<Path, Part> reader, Consumer<List<Part>> sink, Duration limit) {
        this.files = List.copyOf(files);
        this.reader = reader;
        this.sink = sink;
        this.limit = limit;
        this.last = files.stream()
                .<Part>map(file -> new Missing(file.toString(), "not read yet"))
                .toList();
    }

    /** Begins to read unless that is under way. Returns when it has been read, or a moment later. */
    void refresh() {
        Reading begun = begin();
        if (begun != null) {
            try {
                var unused = begun.done.await(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Does not wait for a reading that is under way; its result is dropped. */
    @Override
    public synchronized void close() {
        closed = true;
    }

    private synchronized @Nullable Reading begin() {
        Reading running = current;
        if (closed) {
            return null;
        }
        if (running != null && !running.isOlderThan(limit)) {
            again = true;
            return null;
        }
        if (running != null) {
            giveUp(running);
        }
        if (hanging == MOST_HANGING) {
            return null;
        }
        Reading next = new Reading();
        current = next;
        again = false;
        next.thread.start();
        return next;
    }

    private void giveUp(Reading hung) {
        hanging++;
        current = null;
        hung.thread.interrupt();
        List<Part> parts = new ArrayList<>(hung.parts);
        parts.add(new Missing(
                files.get(parts.size()).toString(),
                "reading it has not ended for " + limit.toSeconds() + " seconds (expected: a regular file at hand)"));
        parts.addAll(last.subList(parts.size(), last.size()));
        publish(parts);
    }

    private synchronized void add(Reading reading, Part part) {
        reading.parts.add(part);
    }

    private synchronized void finished(Reading reading) {
        if (current != reading) {
            hanging--;
            return;
        }
        current = null;
        publish(List.copyOf(reading.parts));
        if (again) {
            // Something has changed since it began.
            begin();
        }
    }

    private void publish(List<Part> parts) {
        last = parts;
        if (!closed) {
            sink.accept(parts);
        }
    }

    private final class Reading {
        private final Thread thread =
                Thread.ofPlatform().daemon().name("tls-read").unstarted(this::run);
        private final CountDownLatch done = new CountDownLatch(1);
        private final long begun = System.nanoTime();
        private final List<Part> parts = new ArrayList<>(); // guarded by FileReads

        boolean isOlderThan(Duration age) {
            return System.nanoTime() - begun > age.toNanos();
        }

        private void run() {
            try {
                for (Path file : files) {
                    add(this, reader.apply(file));
                }
            } finally {
                finished(this);
                done.countDown();
            }
        }
    }
}
