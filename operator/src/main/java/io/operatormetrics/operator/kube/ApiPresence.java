package io.operatormetrics.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;

import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/** Knows which APIs the cluster serves, and says so when that changes. */
public final class ApiPresence implements AutoCloseable {

    ApiPresence(KubernetesClient client, Clock clock, ScheduledExecutorService scheduler) {}

    /** Starts watching; returns at once. Called once, before everything that asks. */
    public void start() {}

    @Override
    public void close() {}
}
