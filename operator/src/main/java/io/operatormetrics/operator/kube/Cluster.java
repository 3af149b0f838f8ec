package io.operatormetrics.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/**
 * One API server with what everything that watches it needs. Client and scheduler belong to whoever made them.
 *
 * @param presence shared, so that CustomResourceDefinitions and APIServices are watched once
 */
public record Cluster(KubernetesClient client, Clock clock, ScheduledExecutorService scheduler, ApiPresence presence)
        implements AutoCloseable {

    public static Cluster of(KubernetesClient client, Clock clock, ScheduledExecutorService scheduler) {
        return new Cluster(client, clock, scheduler, new ApiPresence(client, clock));
    }

    /** Starts to find out which APIs are served, without which collectors and {@link SecretTlsSource} wait. Returns at once. */
    public void start() {
        presence.start();
    }

    /** To be closed after everything that watches. */
    @Override
    public void close() {
        presence.close();
    }
}
