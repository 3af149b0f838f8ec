package io.operatormetrics.operator.kube;

import io.operatormetrics.operator.kube.ApiPresence.Presence;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Whether licences are to be read: where their API is served, but not where an Installation is of variant Calico. The open-source edition
 * has no licence; a LicenseKey there is left over from Calico Enterprise, and its end concerns nobody. An unknown variant, and a cluster
 * without Installation, prevent nothing.
 *
 * <p>Source: operator.tigera.io/v1, Installation, {@code spec.variant}.
 */
final class LicenseAvailability implements AutoCloseable {

    private static final String OPEN_SOURCE = "Calico";

    private final ApiPresence api;
    private final ObjectView<Installation> installations;
    private final List<Consumer<Presence>> listeners = new CopyOnWriteArrayList<>();
    private Presence served = Presence.UNKNOWN;
    private @Nullable Boolean openSource;
    private volatile Presence current = Presence.UNKNOWN;

    private record Installation(
            ObjectMeta metadata, @Nullable Spec spec) implements KubeObject {
        record Spec(@Nullable String variant) {}

        boolean isOpenSource() {
            return spec != null && OPEN_SOURCE.equals(spec.variant);
        }
    }

    LicenseAvailability(Cluster cluster) {
        api = cluster.presence();
        installations = new ObjectView<>(
                cluster, Selection.all(ApiResource.INSTALLATIONS, Installation.class), this::installationsChanged);
    }

    /** Starts to find out; returns at once. */
    void start() {
        api.follow(ApiResource.LICENSE_KEYS, this::servedIs);
        installations.start();
    }

    /** Calls the listener now, and at each change, by one thread at a time. */
    synchronized void follow(Consumer<Presence> listener) {
        listeners.add(listener);
        listener.accept(current);
    }

    /** Whether that is decided, or cannot be as long as the API server refuses to say what it serves. */
    boolean isAnswered() {
        return current != Presence.UNKNOWN || (served == Presence.UNKNOWN && api.answered(ApiResource.LICENSE_KEYS));
    }

    private synchronized void servedIs(Presence presence) {
        served = presence;
        update();
    }

    private synchronized void installationsChanged() {
        switch (installations.all()) {
            case Sight.Found<Collection<Installation>>(var found) ->
                openSource = found.stream().anyMatch(Installation::isOpenSource);
            // What was seen before may still be so. Without an answer nothing else can be asked either.
            case Sight.Unreadable<Collection<Installation>>(ApiFailure failure) -> {
                if (openSource == null && failure.isAnswer()) {
                    openSource = false;
                }
            }
            case Sight.Unknown<Collection<Installation>> _, Sight.NotFound<Collection<Installation>> _ -> {}
        }
        update();
    }

    private void update() {
        Presence now = served != Presence.SERVED
                ? served
                : openSource == null ? Presence.UNKNOWN : openSource ? Presence.ABSENT : Presence.SERVED;
        if (now != current) {
            current = now;
            listeners.forEach(listener -> listener.accept(now));
        }
    }

    @Override
    public void close() {
        installations.close();
    }
}
