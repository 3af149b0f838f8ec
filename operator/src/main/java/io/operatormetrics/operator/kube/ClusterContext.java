package io.operatormetrics.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.operator.kube.ApiDiscovery.ApiAvailability;
import io.operatormetrics.operator.loop.Loops;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** One API server with what everything that watches it needs. Client and scheduler belong to whoever made them. */
public final class ClusterContext implements AutoCloseable {

    private final KubernetesClient client;
    private final Clock clock;
    private final Loops loops;
    private final ScheduledExecutorService scheduler;
    private final ApiDiscovery presence;
    private final LicenseAvailability licenses;

    private ClusterContext(KubernetesClient client, Clock clock, Loops loops, ScheduledExecutorService scheduler) {
        this.client = client;
        this.clock = clock;
        this.loops = loops;
        this.scheduler = scheduler;
        this.presence = new ApiDiscovery(client, clock, loops);
        this.licenses = new LicenseAvailability(this);
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

    /** Starts to find out which APIs are served, without which collectors and {@link SecretTlsSource} wait. Returns at once. */
    public void start() {
        presence.start();
        licenses.start();
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

    /**
     * Tells the listener whether objects of that kind are to be read, as soon as that is known and at each change: wherever their API is
     * served, except for licences on a cluster of the open-source edition. One call at a time; it may come before this returns.
     */
    public void follow(GroupVersionResource resource, Consumer<ApiAvailability> listener) {
        if (resource.isBuiltIn()) {
            listener.accept(ApiAvailability.SERVED);
        } else if (resource.equals(GroupVersionResource.LICENSE_KEYS)) {
            licenses.follow(listener);
        } else {
            presence.follow(resource, listener);
        }
    }

    /** Whether {@link #follow} has said so, or the API server refuses to answer. */
    public boolean isAnswered(GroupVersionResource resource) {
        return resource.equals(GroupVersionResource.LICENSE_KEYS) ? licenses.isAnswered() : presence.answered(resource);
    }

    /** To be closed after everything that watches. */
    @Override
    public void close() {
        licenses.close();
        presence.close();
    }
}
