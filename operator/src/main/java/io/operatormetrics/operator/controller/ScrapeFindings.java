package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.scrape.ScrapeState;
import io.operatormetrics.operator.scrape.ScrapeWatch;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says whether anybody scrapes this replica, where a ServiceMonitor can ask for that. */
final class ScrapeFindings {

    /** Endpoints are not watched. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final ResourceNames identity;
    private final ClusterWatches watches;
    private final NotScrapedReasons reasons;
    private final ScrapeWatch watch;
    private final String pod;
    private final Clock clock;
    private final Map<ManagedResource, String> seen = new HashMap<>();

    /** @param pod name of this one */
    ScrapeFindings(
            ResourceNames identity,
            ClusterWatches watches,
            NotScrapedReasons reasons,
            ScrapeWatch watch,
            String pod,
            Clock clock) {
        this.identity = identity;
        this.watches = watches;
        this.reasons = reasons;
        this.watch = watch;
        this.pod = pod;
        this.clock = clock;
    }

    /** Notes what Prometheus has to take up before it can scrape. To be called on every replica whenever something may have changed. */
    void observe() {
        observe(ManagedResource.serviceMonitor(identity), "/metadata/uid", "/metadata/labels", "/spec");
        if (identity.servesTls()) {
            // What the endpoint serves and whom it trusts it says itself.
            observe(ManagedResource.secret(identity.prometheusNamespace(), identity.clientSecret()), "/data/tls.crt");
            observe(ManagedResource.caBundle(identity), "/data");
        }
    }

    private void observe(ManagedResource managedResource, String... fields) {
        StringBuilder now = new StringBuilder();
        switch (watches.get(managedResource)) {
            case Observed.Pending<Unstructured> _, Observed.Unreadable<Unstructured> _ -> {
                return;
            }
            case Observed.Absent<Unstructured> _ -> {}
            case Observed.Present<Unstructured>(Unstructured found) -> {
                for (String field : fields) {
                    now.append(found.json().at(field));
                }
            }
        }
        String before = seen.put(managedResource, now.toString());
        if (before != null && !before.contentEquals(now)) {
            watch.changed();
        }
    }

    void add(ReconcileReport done) throws InterruptedException {
        if (watches.presence(ManagedResource.serviceMonitor(identity)) != ApiAvailability.SERVED) {
            return;
        }
        switch (watch.state()) {
            case ScrapeState.Scraped(Duration left) -> requeueAfter(done, left);
            case ScrapeState.Awaiting(Duration left) -> {
                done.add(new Finding(
                        Severity.UNPROVEN,
                        "AwaitingFirstScrape",
                        "waiting for the first scrape of pod %s, for at most %s".formatted(pod, text(watch.limit()))));
                requeueAfter(done, left);
            }
            case ScrapeState.NotScraped _ -> {
                done.add(new Finding(Severity.UNAVAILABLE, "NotScraped", message()));
                requeueAfter(done, LOOK_AGAIN);
            }
        }
    }

    private void requeueAfter(ReconcileReport done, Duration left) {
        done.requeueAt(Optional.of(clock.instant().plus(left)));
    }

    /** The same as long as nothing changes, or each reconcile would write it. */
    private String message() throws InterruptedException {
        String since = watch.lastScrape()
                .map(last -> "since " + last.truncatedTo(ChronoUnit.SECONDS))
                .orElse("since it started");
        List<String> why = reasons.find(watch.refused());
        return "pod %s has answered no scrape %s (limit %s): %s"
                .formatted(
                        pod, since, text(watch.limit()), why.isEmpty() ? "no reason is known" : String.join("; ", why));
    }

    private static String text(Duration duration) {
        return duration.toMinutes() > 0 && duration.toSecondsPart() == 0
                ? duration.toMinutes() + "m"
                : duration.toSeconds() + "s";
    }
}
