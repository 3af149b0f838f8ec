package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.operatormetrics.it.harness.Kinds;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Plays the Go operator while it runs, by the rules that were measured: it reconciles at each event of an object of its names, in less than a
 * second. With metrics off it deletes Service and ServiceMonitor of its names, also those of others. What it wants it writes whole by Update,
 * itself as the controller, also over objects of others. TigeraStatus {@code monitor} and the Monitor's status are overwritten each time. No real one, as for {@link GoOperator}.
 */
public final class GoOperatorLoop implements AutoCloseable {

    private static final Duration BURST = Duration.ofMillis(100);
    private static final Set<String> METRICS = Set.of("Service", "ServiceMonitor");

    private final GoOperator objects;
    private final boolean metrics;
    private final KubernetesClient client;
    private final ObjectEvents events;
    private final Semaphore woken = new Semaphore(1);
    private final Thread thread;
    private final AtomicInteger reconciles = new AtomicInteger();

    private GoOperatorLoop(Site site, boolean metrics) {
        this.objects = GoOperator.at(site);
        this.metrics = metrics;
        this.client = site.cluster().adminAs(GoOperator.MANAGER);
        this.events = ObjectEvents.of(site, event -> {
            if (objects.names().contains(event.object().getMetadata().getName())) {
                woken.release();
            }
        });
        this.thread = Thread.ofVirtual().start(this::run);
    }

    /** With its METRICS_ENABLED true. */
    public static GoOperatorLoop withMetrics(Site site) {
        return new GoOperatorLoop(site, true);
    }

    /** As by default. */
    public static GoOperatorLoop withoutMetrics(Site site) {
        return new GoOperatorLoop(site, false);
    }

    /** How often it has reconciled. */
    public int reconciles() {
        return reconciles.get();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                woken.acquire();
                while (woken.tryAcquire(BURST.toMillis(), TimeUnit.MILLISECONDS)) {
                    woken.drainPermits();
                }
                reconcile();
                reconciles.incrementAndGet();
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void reconcile() {
        objects.wanted().forEach(wanted -> {
            if (METRICS.contains(wanted.getKind()) && !metrics) {
                attempt(() -> client.resource(wanted).delete());
            } else {
                attempt(() -> write(wanted));
            }
        });
        attempt(() ->
                writeStatus(Kinds.tigeraStatus("monitor", "Available=True", "Progressing=False", "Degraded=False")));
        attempt(() -> writeStatus(Kinds.monitor("Available=True", "Progressing=False", "Degraded=False")));
    }

    /** Somebody else was faster: the event of that wakes it. */
    private static void attempt(Runnable write) {
        try {
            write.run();
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404 && e.getCode() != 409) {
                throw e;
            }
        }
    }

    /** All fields by Update, same values or not; labels and annotations of others stay, and so does the data of a pair. */
    private void write(GenericKubernetesResource wanted) {
        GenericKubernetesResource live = client.resource(wanted).get();
        if (live == null && wanted.getKind().equals("Secret")) {
            // Issuing is not played.
            return;
        }
        wanted.getMetadata().setOwnerReferences(List.of(objects.owner()));
        if (live == null) {
            client.resource(wanted).create();
            return;
        }
        wanted.getMetadata().setResourceVersion(live.getMetadata().getResourceVersion());
        wanted.getMetadata().setUid(live.getMetadata().getUid());
        wanted.getMetadata()
                .setLabels(merged(
                        live.getMetadata().getLabels(), wanted.getMetadata().getLabels()));
        wanted.getMetadata()
                .setAnnotations(merged(
                        live.getMetadata().getAnnotations(),
                        wanted.getMetadata().getAnnotations()));
        if (wanted.getKind().equals("Secret")) {
            wanted.setAdditionalProperty("data", live.getAdditionalProperties().get("data"));
            wanted.getAdditionalProperties().remove("stringData");
        }
        client.resource(wanted).update();
    }

    private static Map<String, String> merged(Map<String, String> live, Map<String, String> wanted) {
        Map<String, String> merged = new HashMap<>(live == null ? Map.of() : live);
        merged.putAll(wanted == null ? Map.of() : wanted);
        return merged;
    }

    private void writeStatus(GenericKubernetesResource wanted) {
        GenericKubernetesResource live = client.resource(wanted).get();
        if (live == null) {
            live = client.resource(wanted).create();
        }
        live.setAdditionalProperty("status", wanted.getAdditionalProperties().get("status"));
        client.resource(live).updateStatus();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        events.close();
        client.close();
    }
}
