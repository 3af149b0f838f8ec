package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What happens to the objects of a site while this is open, of the kinds of an {@link Inventory}: each creation, change and deletion. */
public final class ObjectEvents implements AutoCloseable {

    /**
     * One event.
     *
     * @param key as in an {@link Inventory}
     */
    public record Event(Watcher.Action action, String key, GenericKubernetesResource object, long at) {

        @Override
        public String toString() {
            return action + " " + key + " " + object.getMetadata().getResourceVersion();
        }
    }

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<Watch> watches = new ArrayList<>();

    private final Consumer<Event> onEvent;

    private ObjectEvents(Consumer<Event> onEvent) {
        this.onEvent = onEvent;
    }

    /** Sees what happens from now on; nothing of what is there already. */
    public static ObjectEvents of(Site site) {
        return of(site, event -> {});
    }

    /** The same, and passes each event on. */
    static ObjectEvents of(Site site, Consumer<Event> onEvent) {
        ObjectEvents events = new ObjectEvents(onEvent);
        for (ResourceDefinitionContext kind : Inventory.NAMESPACED) {
            events.watch(site, kind, site.operatorNamespace(), "operator/");
            events.watch(site, kind, site.prometheusNamespace(), "prometheus/");
        }
        events.watch(site, Inventory.TIGERA_STATUS, "", "");
        return events;
    }

    private void watch(Site site, ResourceDefinitionContext kind, String namespace, String prefix) {
        var all = site.cluster().admin().genericKubernetesResources(kind);
        var some = namespace.isEmpty() ? all : all.inNamespace(namespace);
        String version = some.list().getMetadata().getResourceVersion();
        watches.add(some.withResourceVersion(version).watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, GenericKubernetesResource object) {
                String key =
                        prefix + kind.getKind() + "/" + object.getMetadata().getName();
                Event event = new Event(action, key, object, System.nanoTime());
                events.add(event);
                onEvent.accept(event);
            }

            @Override
            public void onClose(WatcherException cause) {
                // A watch that ends early would make a test pass.
                if (cause != null) {
                    throw new IllegalStateException(cause);
                }
            }
        }));
    }

    /** All so far. */
    public List<Event> all() {
        return List.copyOf(events);
    }

    /** How often each object was changed, created or deleted within the last so long. */
    public Map<String, Long> counts(Duration last) {
        long since = System.nanoTime() - last.toNanos();
        Map<String, Long> counts = new TreeMap<>();
        events.stream()
                .filter(event -> event.at() - since >= 0)
                .forEach(event -> counts.merge(event.key(), 1L, Long::sum));
        return counts;
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
    }
}
