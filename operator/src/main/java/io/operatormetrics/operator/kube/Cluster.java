package io.operatormetrics.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.operator.kube.ApiPresence.Presence;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/** One API server with what everything that watches it needs. Client and scheduler belong to whoever made them. */
public final class Cluster implements AutoCloseable {

    private final KubernetesClient client;
    private final Clock clock;
    private final ScheduledExecutorService scheduler;
    private final ApiPresence presence;
    private final LicenseAvailability licenses;

    private Cluster(KubernetesClient client, Clock clock, ScheduledExecutorService scheduler) {
        this.client = client;
        this.clock = clock;
        this.scheduler = scheduler;
        this.presence = new ApiPresence(client, clock);
        this.licenses = new LicenseAvailability(this);
    }

    public static Cluster of(KubernetesClient client, Clock clock, ScheduledExecutorService scheduler) {
        return new Cluster(client, clock, scheduler);
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

    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    /** Shared, so that CustomResourceDefinitions and APIServices are watched once. */
    public ApiPresence presence() {
        return presence;
    }

    /**
     * Tells the listener whether objects of that kind are to be read, as soon as that is known and at each change: wherever their API is
     * served, except for licences on a cluster of the open-source edition. One call at a time; it may come before this returns.
     */
    public void follow(ApiResource resource, Consumer<Presence> listener) {
        if (resource.isBuiltIn()) {
            listener.accept(Presence.SERVED);
        } else if (resource.equals(ApiResource.LICENSE_KEYS)) {
            licenses.follow(listener);
        } else {
            presence.follow(resource, listener);
        }
    }

    /** Whether {@link #follow} has said so, or the API server refuses to answer. */
    public boolean isAnswered(ApiResource resource) {
        return resource.equals(ApiResource.LICENSE_KEYS) ? licenses.isAnswered() : presence.answered(resource);
    }

    /** To be closed after everything that watches. */
    @Override
    public void close() {
        licenses.close();
        presence.close();
    }
}
