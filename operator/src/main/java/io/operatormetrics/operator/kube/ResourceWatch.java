package io.operatormetrics.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.operator.loop.Backoff;
import io.operatormetrics.operator.loop.Loop;
import io.operatormetrics.operator.loop.Loops;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lists a selection of objects, watches it from there, and goes on until it is closed: through ended watches, lost connections, a
 * resource version that is too old, and rights that come later. Holds no objects, only the keys of those it told of.
 *
 * <p>Written here instead of using fabric8's informers because those do not say when a connection is lost (they reconnect by themselves
 * and go on reporting {@code isWatching}) or when a bookmark came, and because their websockets keep the text of the last event in a buffer: for
 * a Secret that can be a private key. Source: Kubernetes API concepts, "Efficient detection of changes".
 */
public final class ResourceWatch<T extends KubeObject> implements AutoCloseable {

    /** Told what happens, one call at a time, on the watch's own thread. */
    public interface Listener<T> {

        /** An object was added or changed, or is part of a list. */
        void put(T object);

        /** An object was deleted, or a list no longer holds it. */
        void gone(ObjectKey key);

        /** The watch synced, connected or failed; not called for each sign of life. */
        void stateChanged(WatchState state);
    }

    private static final Logger log = LoggerFactory.getLogger(ResourceWatch.class);
    private static final int PAGE = 500;
    private static final Duration SERVER_ENDS_WATCH_AFTER = Duration.ofMinutes(5);
    /** API servers send a bookmark a minute; when even that stays away the connection is dead, or the server sends none. */
    private static final Duration SILENCE = Duration.ofSeconds(90);

    private static final Duration STABLE = Duration.ofSeconds(5);

    private final Selection<T> selection;
    private final ApiCalls api;
    private final WatchHealth health;
    private final Listener<? super T> listener;
    private final Set<ObjectKey> known = new HashSet<>();
    private final Backoff backoff;
    /** Up to where the listener knows; empty when a list is needed. */
    private String version = "";

    private final Loops loops;
    private volatile @Nullable Loop loop;

    public ResourceWatch(
            KubernetesClient client, Selection<T> selection, Clock clock, Loops loops, Listener<? super T> listener) {
        this(client, selection, clock, loops, listener, new Backoff());
    }

    ResourceWatch(
            KubernetesClient client,
            Selection<T> selection,
            Clock clock,
            Loops loops,
            Listener<? super T> listener,
            Backoff backoff) {
        this.api = new ApiCalls(client);
        this.backoff = backoff;
        this.selection = selection;
        this.loops = loops;
        this.health = new WatchHealth(selection, clock, listener::stateChanged);
        this.listener = listener;
    }

    /** Starts the watch's thread; returns at once. */
    public void start() {
        loop = loops.start("watch " + selection, SILENCE, this::followOnce);
    }

    public WatchState state() {
        return health.state();
    }

    private void followOnce() throws InterruptedException {
        boolean fresh = version.isEmpty();
        try {
            if (fresh) {
                list();
            }
            watch();
        } catch (ApiFailure failure) {
            takeUp(failure);
            // What we have is known to be old then, and nothing says so to those who scrape.
            boolean outdated = failure.kind() == ApiFailure.Kind.GONE && !fresh;
            if (!outdated) {
                Loop.pause(backoff.next(failure.retryAfter()));
            }
        } catch (RuntimeException | Error defect) {
            // What was heard before may be taken up in part, so the next step lists again.
            takeUp(new ApiFailure(ApiFailure.Kind.OTHER, defect.toString()));
            throw defect;
        }
    }

    private void takeUp(ApiFailure failure) {
        switch (failure.kind()) {
            // A connection that broke loses no events: the version tells the server where to go on.
            // Nor does a server that is busy, which a list would only cost more.
            case UNREACHABLE, OVERLOADED -> health.failed(failure);
            // Nothing is wrong: the server forgets old versions, by number or after minutes.
            case GONE -> {
                log.debug("{}: {}; listing again", selection, failure.message());
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

    /** Tells of every object there is and of every one that is gone since. */
    private void list() throws ApiFailure, InterruptedException {
        // Empty at the first list, which is when everything else is at its largest.
        Set<ObjectKey> missing = new HashSet<>(known);
        String listedAt = "";
        String next = "";
        do {
            byte[] json =
                    api.getLong(selection.listPath(PAGE, next), selection.form().listAccept());
            KubeJson.Page<T> page = KubeJson.page(json, selection.type());
            health.heard();
            for (T object : page.items() == null ? List.<T>of() : page.items()) {
                missing.remove(put(object));
            }
            KubeJson.ListMeta metadata = page.metadata();
            listedAt = metadata == null || metadata.resourceVersion() == null ? "" : metadata.resourceVersion();
            next = metadata == null || metadata.next() == null ? "" : metadata.next();
        } while (!next.isEmpty());
        missing.forEach(this::gone);
        health.listed();
        version = listedAt;
    }

    /** Follows the changes until the server ends the watch. */
    private void watch() throws ApiFailure, InterruptedException {
        String path = selection.watchPath(version, SERVER_ENDS_WATCH_AFTER.toSeconds());
        long since = System.nanoTime();
        try (ApiStream stream = api.watch(path, selection.form().watchAccept())) {
            health.connected();
            while (true) {
                byte[] event = stream.nextLine(SILENCE).orElse(null);
                if (event == null) {
                    break;
                }
                health.heard();
                take(event);
            }
        } finally {
            if (System.nanoTime() - since > STABLE.toNanos()) {
                backoff.reset();
            }
        }
        // A server that ends every watch at once must not be asked in a busy loop.
        Loop.pause(backoff.next());
    }

    private void take(byte[] event) throws ApiFailure {
        switch (KubeJson.eventType(event)) {
            case "ERROR" -> {
                KubeJson.Status status = KubeJson.eventObject(event, KubeJson.Status.class);
                throw ApiFailure.ofCode(status.code(), String.valueOf(status.message()));
            }
            case "BOOKMARK" -> reached(KubeJson.eventObject(event, Bookmark.class));
            case "DELETED" -> {
                T object = KubeJson.eventObject(event, selection.type());
                gone(object.key());
                reached(object);
            }
            default -> {
                T object = KubeJson.eventObject(event, selection.type());
                put(object);
                reached(object);
            }
        }
    }

    private record Bookmark(ObjectMeta metadata) implements KubeObject {}

    private void reached(KubeObject object) {
        String now = object.metadata().resourceVersion();
        if (now != null) {
            version = now;
        }
    }

    private ObjectKey put(T object) throws ApiFailure {
        ObjectKey key = object.key();
        if (object.carriesUnwantedData()) {
            throw new ApiFailure(
                    ApiFailure.Kind.UNWANTED_DATA,
                    "the API server sent data of " + key + " although only its metadata was asked for; refused unread");
        }
        known.add(key);
        listener.put(object);
        return key;
    }

    private void gone(ObjectKey key) {
        known.remove(key);
        listener.gone(key);
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
        List.copyOf(known).forEach(this::gone);
    }
}
