package io.operatormetrics.it.roles;

import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorLauncher;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RecordingProxy;
import io.operatormetrics.it.harness.RecordingProxy.Request;
import io.operatormetrics.it.harness.TestPki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Our program and the Go operator beside each other at a site of their own, with all that either of them does there on record. */
public final class Meeting implements AutoCloseable {

    private final Order order;
    private final Site site;
    private final RecordingProxy proxy;
    private final ObjectEvents events;
    private final GoOperatorLoop theirs;
    private final OperatorProcess ours;

    private Meeting(Order order, Site site, TestPki pki) {
        this.order = order;
        this.site = site;
        this.proxy = RecordingProxy.before(site.cluster());
        this.events = ObjectEvents.of(site);
        if (order.theyAreFirst()) {
            GoOperator.at(site).createAll(pki);
            this.theirs = start();
            Within.start().until(() -> theirs.reconciles() > 0);
            this.ours = launch();
        } else {
            this.ours = launch();
            Within.start().until(() -> site.inventory().ours().keys().size() > 8);
            this.theirs = start();
        }
    }

    /** Returns when both are there. */
    public static Meeting begin(Order order, KubeCluster cluster, TestPki pki) {
        Site site = Site.create(cluster, order.siteName());
        site.permissions().grantEverything();
        return new Meeting(order, site, pki);
    }

    private GoOperatorLoop start() {
        return order.theirMetrics() ? GoOperatorLoop.withMetrics(site) : GoOperatorLoop.withoutMetrics(site);
    }

    private OperatorProcess launch() {
        OperatorLauncher launcher = site.launcher(proxy).set("MONITORING", order.monitoring());
        return (order.itsNames()
                        ? GoOperator.underItsNames(launcher).set("STATUS_NAME", "monitor")
                        : launcher.set("STATUS_NAME", order.siteName()))
                .run();
    }

    public Order order() {
        return order;
    }

    public Site site() {
        return site;
    }

    public ObjectEvents events() {
        return events;
    }

    public OperatorProcess ours() {
        return ours;
    }

    /** How many of the requests of ours so far were to write, and not of a Lease. */
    public List<Request> ourWrites() {
        return proxy.requests().stream()
                .filter(request ->
                        !request.method().equals("GET") && !request.path().contains("/leases"))
                .toList();
    }

    @Override
    public void close() {
        ours.close();
        theirs.close();
        events.close();
        site.close();
        try {
            proxy.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
