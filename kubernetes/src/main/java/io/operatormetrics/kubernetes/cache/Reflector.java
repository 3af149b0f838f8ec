package io.operatormetrics.kubernetes.cache;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.Deadline;
import io.operatormetrics.kubernetes.client.KubernetesHttp;
import io.operatormetrics.kubernetes.client.KubernetesJson;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import io.operatormetrics.kubernetes.client.PageReader;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.kubernetes.client.ResourceVersions;
import io.operatormetrics.kubernetes.client.ResponseStream;
import io.operatormetrics.kubernetes.client.UnreadableObject;
import io.operatormetrics.kubernetes.loop.Backoff;
import io.operatormetrics.kubernetes.loop.Loop;
import io.operatormetrics.kubernetes.loop.Loops;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Lists a selection of objects, watches it from there, and goes on until it is closed: through ended watches, lost connections, a
 * resource version that is too old, and permissions that come later. Holds no objects, only the keys of those it reported.
 *
 * <p>Written here instead of using fabric8's informers because those do not say when a connection is lost (they reconnect by themselves
 * and go on reporting {@code isWatching}) or when a bookmark came, and because their websockets keep the text of the last event in a buffer: for
 * a Secret that can be a private key. Source: Kubernetes API concepts, "Efficient detection of changes".
 */
public final class Reflector<T extends KubernetesObject> implements AutoCloseable {

    /** Called for each event, one call at a time, on the watch's own thread. */
    public interface Listener<T> {

        /** An object was added or changed, or is part of a list. */
        void put(T object);

        /** An object was deleted, or a list no longer holds it. */
        void gone(NamespacedName key);

        /**
         * An object was added or changed, or is part of a list, and cannot be read. What it was before is no longer known to be so; it goes, or
         * is put, like any other.
         *
         * @param key where it has no name, its place
         */
        default void unreadable(NamespacedName key, ApiException why) {}

        /** The watch synced, connected or failed; not called for each sign of life. */
        void stateChanged(WatchStatus state);
    }

    private static final Logger log = LoggerFactory.getLogger(Reflector.class);
    private static final Duration SERVER_ENDS_WATCH_AFTER = Duration.ofMinutes(5);

    private static final Duration STABLE = Duration.ofSeconds(5);

    private final ResourceQuery<T> resourceQuery;
    private final KubernetesHttp api;
    private final WatchStatusTracker health;
    private final KnownObjects<T> objects;
    private final ObjectLister<T> lister;
    private final WatchTiming timing;
    private final EmptyWatchDetector emptyWatchDetector;
    private final Backoff backoff;
    /** Up to where the listener knows; empty when a list is needed. */
    private String version = "";
    /** The newest that was reported; a server that is behind it has lost what it sent. */
    private String newest = "";

    private final Loops loops;
    private volatile @Nullable Loop loop;

    public Reflector(
            KubernetesClient client,
            ResourceQuery<T> resourceQuery,
            Clock clock,
            Loops loops,
            Listener<? super T> listener) {
        this(client, resourceQuery, clock, loops, listener, WatchTiming.usual());
    }

    Reflector(
            KubernetesClient client,
            ResourceQuery<T> resourceQuery,
            Clock clock,
            Loops loops,
            Listener<? super T> listener,
            WatchTiming timing) {
        this.api = new KubernetesHttp(client, timing.answer());
        this.lister = new ObjectLister<>(api, resourceQuery, timing.list());
        this.timing = timing;
        this.backoff = timing.backoff();
        this.emptyWatchDetector = new EmptyWatchDetector(System::nanoTime, timing.silence(), timing.betweenLists());
        this.resourceQuery = resourceQuery;
        this.loops = loops;
        this.health = new WatchStatusTracker(resourceQuery, clock, listener::stateChanged);
        this.objects = new KnownObjects<>(resourceQuery, listener);
    }

    /** Starts the watch's thread; returns at once. */
    public void start() {
        loop = loops.start("watch " + resourceQuery, timing.silence(), this::followOnce);
    }

    public WatchStatus state() {
        return health.state();
    }

    private void followOnce() throws InterruptedException {
        boolean fresh = version.isEmpty();
        try {
            if (fresh) {
                list();
            }
            watch();
        } catch (ApiException failure) {
            takeUp(failure);
            // What we have is known to be old then, and nothing says so to those who scrape.
            boolean outdated = failure.kind() == ApiException.Kind.GONE && !fresh;
            if (!outdated) {
                Loop.pause(backoff.next(failure.retryAfter()));
            }
        } catch (RuntimeException | Error defect) {
            // What was heard before may be taken up in part, so the next step lists again.
            takeUp(new ApiException(ApiException.Kind.OTHER, defect.toString()));
            throw defect;
        }
    }

    private void takeUp(ApiException failure) {
        switch (failure.kind()) {
            // A connection that broke loses no events: the version tells the server where to go on.
            // Nor does a server that is busy, which a list would only cost more, or one that waits for another token.
            case UNREACHABLE, OVERLOADED, UNAUTHENTICATED -> health.failed(failure);
            // Nothing is wrong: the server forgets old versions, by number or after minutes.
            case GONE -> {
                log.debug("{}: {}; listing again", resourceQuery, failure.message());
                version = "";
            }
            // Where the server hangs, a list is given up in time; a watch that it accepts late would linger.
            case UNANSWERED,
                    FORBIDDEN,
                    DENIED,
                    NAMESPACE_TERMINATING,
                    NOT_FOUND,
                    CONFLICT,
                    INVALID,
                    UNWANTED_DATA,
                    OTHER -> {
                health.failed(failure);
                version = "";
            }
        }
    }

    private void list() throws ApiException, InterruptedException {
        emptyWatchDetector.listing();
        String listed = lister.list(objects, health::heard);
        health.listed();
        if (ResourceVersions.isOlder(listed, newest)) {
            log.warn(
                    "{}: the API server went back from version {} to {}, as when etcd is restored; its present objects replace those reported before",
                    resourceQuery,
                    newest,
                    listed);
        }
        version = listed;
        newest = listed;
    }

    /** Follows the changes until the server ends the watch, or says nothing for so long that only a list can tell what changed. */
    private void watch() throws ApiException, InterruptedException {
        String path = resourceQuery.watchPath(version, SERVER_ENDS_WATCH_AFTER.toSeconds());
        long since = System.nanoTime();
        try (ResponseStream stream = api.watch(path, resourceQuery.form().watchAccept())) {
            health.connected();
            emptyWatchDetector.begun();
            while (true) {
                byte[] event = stream.nextLine(Deadline.in(timing.silence()), resourceQuery::checkEvent)
                        .orElse(null);
                if (event == null) {
                    break;
                }
                heard();
                take(event);
            }
            if (!stream.isEnded()) {
                // The connection is dead, or the version is ahead of a server that lost some: those send no bookmarks.
                log.debug(
                        "{}: nothing for {} s; listing again",
                        resourceQuery,
                        timing.silence().toSeconds());
                version = "";
                return;
            }
        } finally {
            if (System.nanoTime() - since > STABLE.toNanos()) {
                backoff.reset();
            }
        }
        pauseAfterEnd();
    }

    private void heard() {
        health.heard();
        if (emptyWatchDetector.heard()) {
            log.info("{}: watches bring events again", resourceQuery);
        }
    }

    /** A server that ends every watch at once must not be asked in a busy loop, nor relied on. */
    private void pauseAfterEnd() throws InterruptedException {
        boolean wereEmpty = emptyWatchDetector.isListingInstead();
        Duration pause = backoff.next();
        Optional<Duration> list = emptyWatchDetector.ended();
        if (list.isEmpty()) {
            Loop.pause(pause);
            return;
        }
        if (!wereEmpty && emptyWatchDetector.isListingInstead()) {
            log.warn(
                    "{}: watches end without an event (does a proxy end them?); listing every {} s instead",
                    resourceQuery,
                    timing.betweenLists().toSeconds());
        }
        version = "";
        Loop.pause(list.get().compareTo(pause) > 0 ? list.get() : pause);
    }

    private void take(byte[] event) throws ApiException {
        String type = KubernetesJson.eventType(event);
        switch (type) {
            case "ADDED", "MODIFIED" -> putEvent(event);
            case "ERROR" -> {
                KubernetesJson.Status status = KubernetesJson.eventObject(event, KubernetesJson.Status.class);
                throw ApiException.ofCode(status.code(), String.valueOf(status.message()));
            }
            case "BOOKMARK" -> {
                Bookmark bookmark = KubernetesJson.eventObject(event, Bookmark.class);
                checkNotBehind(bookmark);
                reached(bookmark);
            }
            case "DELETED" -> {
                Bookmark deleted = KubernetesJson.eventObject(event, Bookmark.class);
                objects.gone(deleted.key());
                reached(deleted);
            }
            // What a later version of the API may tell; a list shows whether we miss anything by it.
            default -> log.debug("{}: an event of type \"{}\" is ignored", resourceQuery, type);
        }
    }

    private void putEvent(byte[] event) throws ApiException {
        T object;
        try {
            object = KubernetesJson.eventObject(event, resourceQuery.type());
        } catch (ApiException notOfItsType) {
            Bookmark named = KubernetesJson.eventObject(event, Bookmark.class);
            if (!PageReader.hasName(named)) {
                throw notOfItsType;
            }
            objects.unreadable(UnreadableObject.of(Optional.of(named.key()), "an event of the watch", ""));
            reached(named);
            return;
        }
        objects.put(object);
        reached(object);
    }

    private record Bookmark(ObjectMeta metadata) implements KubernetesObject {}

    private void reached(KubernetesObject object) {
        String now = object.metadata().resourceVersion();
        if (now != null) {
            version = now;
            newest = now;
        }
    }

    /** A server that was restored from a backup has lost what was reported since, and does not say so. */
    private void checkNotBehind(Bookmark bookmark) throws ApiException {
        String now = bookmark.metadata().resourceVersion();
        if (now != null && ResourceVersions.isOlder(now, version)) {
            throw new ApiException(
                    ApiException.Kind.GONE, "the API server is at version " + now + ", and was at " + version);
        }
    }

    /** Ends the watch and waits for its thread, so that the listener is not called afterwards. */
    @Override
    public void close() {
        Loop running = loop;
        if (running != null) {
            running.close();
        }
    }

    /** Tells the listener of a closed watch that every object is gone. */
    public void forgetAll() {
        objects.forgetAll();
    }
}
