package io.operatormetrics.kubernetes.cache;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.loop.Loops;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** One API server with what everything that watches it needs. Client and scheduler belong to the caller. */
public final class ClusterContext implements AutoCloseable {

    private final KubernetesClient client;
    private final Clock clock;
    private final Loops loops;
    private final ScheduledExecutorService scheduler;
    private final ApiDiscovery presence;
    private final SharedWatches watches = new SharedWatches(this);
    private final Map<GroupVersionResource, ConditionalAvailability> conditional = new ConcurrentHashMap<>();

    private ClusterContext(KubernetesClient client, Clock clock, Loops loops, ScheduledExecutorService scheduler) {
        this.client = client;
        this.clock = clock;
        this.loops = loops;
        this.scheduler = scheduler;
        this.presence = new ApiDiscovery(client, clock, loops);
    }

    /**
     * Asks nothing yet.
     *
     * @param scheduler for short tasks, of {@link Loops#timers}
     */
    public static ClusterContext of(
            KubernetesClient client, Clock clock, Loops loops, ScheduledExecutorService scheduler) {
        return new ClusterContext(client, clock, loops, scheduler);
    }

    /** Reads objects of that API only where the condition says so. To be called before {@link #start()}; closes it. */
    public void restrict(GroupVersionResource resource, ConditionalAvailability condition) {
        conditional.put(resource, condition);
    }

    /** Starts to find out which APIs are served, for which everything that watches waits. Returns at once. */
    public void start() {
        presence.start();
        conditional.values().forEach(ConditionalAvailability::start);
    }

    public KubernetesClient client() {
        return client;
    }

    public Clock clock() {
        return clock;
    }

    /** What every thread that lasts is started by. */
    public Loops loops() {
        return loops;
    }

    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** Shared, so that CustomResourceDefinitions and APIServices are watched once. */
    public ApiDiscovery presence() {
        return presence;
    }

    SharedWatches watches() {
        return watches;
    }

    /**
     * Tells the listener whether objects of that kind are to be read, as soon as that is known and at each change: wherever their API is
     * served, and the condition of {@link #restrict} holds. One call at a time; it may come before this returns.
     */
    public void follow(GroupVersionResource resource, Consumer<ApiAvailability> listener) {
        ConditionalAvailability condition = conditional.get(resource);
        if (resource.isBuiltIn()) {
            listener.accept(ApiAvailability.SERVED);
        } else if (condition != null) {
            condition.follow(listener);
        } else {
            presence.follow(resource, listener);
        }
    }

    /** Whether {@link #follow} has said so, or the API server refuses to answer. */
    public boolean isAnswered(GroupVersionResource resource) {
        ConditionalAvailability condition = conditional.get(resource);
        return condition == null ? presence.answered(resource) : condition.isAnswered();
    }

    /** To be closed after everything that watches. */
    @Override
    public void close() {
        conditional.values().forEach(ConditionalAvailability::close);
        presence.close();
    }
}
