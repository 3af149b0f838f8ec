package io.operatormetrics.tls;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Calls back soon after something changed in one of a changing set of directories. A convenience that may miss changes: kernels run
 * out of watches, network file systems have none. Its user also polls from time to time.
 */
final class DirectoryWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DirectoryWatch.class);

    /** A pair is written file by file; so long a pause, and it is taken for whole. */
    private static final long QUIET_MILLIS = 50;

    private static final int MOST_EVENTS_WAITED_FOR = 20;

    private final Runnable onChange;
    private final Lock registering = new ReentrantLock();
    private final Map<Path, WatchKey> keys = new HashMap<>(); // guarded by registering
    private volatile @Nullable WatchService service;

    DirectoryWatch(Runnable onChange) {
        this.onChange = onChange;
    }

    synchronized void start() {
        try {
            WatchService opened = FileSystems.getDefault().newWatchService();
            service = opened;
            Thread.ofPlatform().daemon().name("tls-files").start(() -> run(opened));
        } catch (IOException exhausted) {
            log.warn(
                    "cannot watch directories ({}); changes are seen by looking every few seconds",
                    exhausted.toString());
        }
    }

    /**
     * Watches these directories and no others; one that is not there is left for the next call, and so is everything while another call
     * hangs in a dead file system.
     */
    void watch(Set<Path> directories) {
        WatchService watches = service;
        if (watches != null && registering.tryLock()) {
            try {
                watch(directories, watches);
            } catch (ClosedWatchServiceException closed) {
                log.debug("watch closed");
            } finally {
                registering.unlock();
            }
        }
    }

    private void watch(Set<Path> directories, WatchService watches) {
        keys.entrySet().removeIf(watched -> {
            boolean stale = !directories.contains(watched.getKey())
                    || !watched.getValue().isValid();
            if (stale) {
                watched.getValue().cancel();
            }
            return stale;
        });
        for (Path directory : directories) {
            if (!keys.containsKey(directory)) {
                try {
                    keys.put(
                            directory,
                            directory.register(
                                    watches,
                                    StandardWatchEventKinds.ENTRY_CREATE,
                                    StandardWatchEventKinds.ENTRY_MODIFY,
                                    StandardWatchEventKinds.ENTRY_DELETE));
                } catch (IOException notThere) {
                    log.debug("cannot watch {} now", directory, notThere);
                }
            }
        }
    }

    @Override
    public synchronized void close() {
        WatchService watches = service;
        if (watches != null) {
            try {
                watches.close();
            } catch (IOException failed) {
                log.debug("closing the watch", failed);
            }
            service = null;
        }
    }

    private void notifyListener() {
        try {
            onChange.run();
        } catch (RuntimeException | Error failed) {
            log.warn("cannot take up a change of files; will look again", failed);
        }
    }

    private void run(WatchService watches) {
        try {
            while (true) {
                WatchKey key = watches.take();
                for (int events = 0; key != null && events < MOST_EVENTS_WAITED_FOR; events++) {
                    key.pollEvents();
                    key.reset();
                    key = watches.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
                }
                if (key != null) {
                    key.reset();
                }
                notifyListener();
            }
        } catch (ClosedWatchServiceException closed) {
            log.debug("watch closed");
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        }
    }
}
