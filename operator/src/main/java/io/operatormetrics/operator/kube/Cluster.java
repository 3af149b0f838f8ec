package io.operatormetrics.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/**
 * One API server with what everything that watches it needs. Whoever made client and scheduler closes them.
 *
 * @param presence shared, so that CustomResourceDefinitions and APIServices are watched once
 */
public record Cluster(KubernetesClient client, Clock clock, ScheduledExecutorService scheduler, ApiPresence presence) {

    /** A cluster reached through this client, with an {@link ApiPresence} that still has to be started. */
    public static Cluster of(KubernetesClient client, Clock clock, ScheduledExecutorService scheduler) {
        return new Cluster(client, clock, scheduler, new ApiPresence(client, clock, scheduler));
    }
}
