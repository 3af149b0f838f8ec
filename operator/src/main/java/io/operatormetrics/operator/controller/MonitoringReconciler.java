package io.operatormetrics.operator.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.control.LeaderElection;
import io.operatormetrics.kubernetes.control.ReconcileOutcome;
import io.operatormetrics.kubernetes.control.Reconciler;
import io.operatormetrics.operator.certificate.CertificatePlan;
import io.operatormetrics.operator.certificate.CertificatePlanner;
import io.operatormetrics.operator.license.LicenseKey;
import io.operatormetrics.operator.render.DesiredObjects;
import io.operatormetrics.operator.render.ManagedMetadata;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.settings.MonitoringSettings;
import io.operatormetrics.operator.state.CustomResources;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** One reconcile, from what is seen to what is written: gather, plan, apply, tell. */
final class MonitoringReconciler implements Reconciler {

    /** How long the first reconcile waits for answers, so that a start does not look like trouble. */
    private static final Duration FIRST_ANSWERS = Duration.ofSeconds(5);

    /** Leadership that begins is an event; but where events get lost, this long after that it is noticed. */
    private static final Duration NOT_LEADING = Duration.ofMinutes(1);

    private final ResourceNames identity;
    private final MonitoringSettings monitoring;
    private final ClusterWatches watches;
    private final CertificateInputsReader certificateInputsReader;
    private final CertificatePlanner certificatePlanner;
    private final DesiredStateApplier applier;
    private final ObjectInventory inventory;
    private final InventoryPruner previous;
    private final SigningRequestRemoval signingRequests;
    private final StatusWriter status;
    private final LeaderElection leaderElection;
    private final Supplier<Optional<String>> selfCheck;
    private final Supplier<Set<String>> overLimit;
    private final PrometheusWatches prometheus;
    private final ScrapeFindings scrapes;
    private final Clock clock;
    private final Instant started;
    private boolean warned;

    MonitoringReconciler(Parts parts) {
        this.identity = parts.identity();
        this.monitoring = parts.monitoring();
        this.watches = parts.watches();
        this.certificateInputsReader = parts.certificateInputsReader();
        this.certificatePlanner = parts.certificatePlanner();
        this.applier = parts.applier();
        this.inventory = parts.inventory();
        this.previous = parts.previous();
        this.signingRequests = parts.signingRequests();
        this.status = parts.status();
        this.leaderElection = parts.leaderElection();
        this.selfCheck = parts.selfCheck();
        this.overLimit = parts.overLimit();
        this.prometheus = parts.prometheus();
        this.scrapes = parts.scrapes();
        this.clock = parts.clock();
        this.started = clock.instant();
    }

    /**
     * What it is made of.
     *
     * @param selfCheck what Prometheus would not be served for; empty when it would
     * @param overLimit namespaces of which some Secrets have no series
     */
    record Parts(
            ResourceNames identity,
            MonitoringSettings monitoring,
            ClusterWatches watches,
            CertificateInputsReader certificateInputsReader,
            CertificatePlanner certificatePlanner,
            DesiredStateApplier applier,
            ObjectInventory inventory,
            InventoryPruner previous,
            SigningRequestRemoval signingRequests,
            StatusWriter status,
            LeaderElection leaderElection,
            Supplier<Optional<String>> selfCheck,
            Supplier<Set<String>> overLimit,
            PrometheusWatches prometheus,
            ScrapeFindings scrapes,
            Clock clock) {}

    @Override
    public ReconcileOutcome reconcile() throws InterruptedException {
        scrapes.observe();
        Instant answersUntil = started.plus(FIRST_ANSWERS);
        if (!(watches.isComplete() && prometheus.isComplete())
                && clock.instant().isBefore(answersUntil)) {
            return new ReconcileOutcome.Done(Optional.of(answersUntil));
        }
        if (!leaderElection.isLeader()) {
            certificatePlanner.follow(certificateInputsReader.inputs(ManagedMetadata.of(identity)));
            return new ReconcileOutcome.Done(Optional.of(clock.instant().plus(NOT_LEADING)));
        }
        warnOnce();
        ReconcileReport done = new ReconcileReport();
        switch (MonitorResource.request(monitoring.mode(), ManagedMetadata.of(identity), watches.monitor())) {
            case MonitoringRequest.Requested requested -> reconcileRequested(requested, done);
            case MonitoringRequest.NotRequested _ -> remove(done);
            case MonitoringRequest.Undetermined _ -> {}
            case MonitoringRequest.Unreadable _ -> {
                done.add(ApplyFindings.missingPermission(CustomResources.MONITORS, MonitorResource.KEY, "list, watch"));
                if (recordInventory(List.of(), done)) {
                    writeStatus(new MonitoringRequest.Requested(ManagedMetadata.of(identity), null), done);
                }
            }
        }
        if (!leaderElection.isLeader()) {
            done.requeueAt(Optional.of(clock.instant().plus(NOT_LEADING)));
        }
        return done.outcome();
    }

    private void warnOnce() {
        if (!warned && ContestDescription.hasUpstreamNames(identity) && watches.servesTigeraStatus()) {
            warned = true;
            ContestDescription.warnOfUpstreamNames(identity);
        }
    }

    private void reconcileRequested(MonitoringRequest.Requested requested, ReconcileReport done)
            throws InterruptedException {
        CertificatePlan plan = certificatePlanner.plan(certificateInputsReader.inputs(requested.managedMetadata()));
        RenderInputsReader gathered = new RenderInputsReader(identity, watches, prometheus);
        List<HasMetadata> wanted = new ArrayList<>(plan.desired());
        wanted.addAll(DesiredObjects.render(gathered.inputs(monitoring, requested.managedMetadata(), plan.trusted())));
        wanted.removeIf(object -> gathered.kept().contains(ManagedResource.of(object)));
        List<Finding> others = applier.otherInstallations();
        done.addAll(others);
        if (others.isEmpty()) {
            applier.release(done);
            if (recordInventory(wanted, done)) {
                make(plan, wanted, gathered, done);
            }
        }

        done.addAll(plan.findings());
        done.requeueAt(plan.requeueAt());
        done.addAll(gathered.findings());
        addLicense(done);
        scrapes.add(done);
        selfCheck.get().ifPresent(problem -> done.add(selfCheckFailed(problem)));
        HiddenCertificateFindings.finding(overLimit.get()).ifPresent(done::add);
        writeStatus(requested, done);
    }

    private void make(CertificatePlan plan, List<HasMetadata> wanted, RenderInputsReader gathered, ReconcileReport done)
            throws InterruptedException {
        signingRequests.remove(plan.overRequests(), done);
        for (HasMetadata object : plan.createOnly()) {
            applier.create(object, done);
        }
        Set<ManagedResource> stay = new HashSet<>(gathered.kept());
        for (HasMetadata object : wanted) {
            applier.apply(object, done);
            stay.add(ManagedResource.of(object));
        }
        if (identity.servesTls() && plan.trusted().isEmpty()) {
            stay.add(ManagedResource.caBundle(identity));
        }
        // Of Secrets the plan says itself which are to go: a user's pair may stand under the name of ours.
        applier.delete(
                managedResource -> managedResource.isSecret()
                        ? plan.unwanted().contains(managedResource.key())
                        : !stay.contains(managedResource),
                "present settings do not ask for it",
                done);
        if (done.isAtRest() && plan.isComplete()) {
            previous.remove(inventory, watches.inventory(), present(), done);
        }
    }

    private void remove(ReconcileReport done) throws InterruptedException {
        CertificatePlan plan =
                certificatePlanner.turnedOff(certificateInputsReader.inputs(ManagedMetadata.of(identity)));
        applier.release(done);
        applier.delete(
                managedResource ->
                        !managedResource.isSecret() || plan.unwanted().contains(managedResource.key()),
                "nobody asks for metrics",
                done);
        signingRequests.remove(plan.overRequests(), done);
        if (leaderElection.isLeader()) {
            status.remove(done, watches);
        }
        if (done.isAtRest()) {
            previous.remove(inventory, watches.inventory(), Set.of(), done);
        }
    }

    /** Lists what is about to be made, before it is; whether that went as far as it can. */
    private boolean recordInventory(List<HasMetadata> wanted, ReconcileReport done) throws InterruptedException {
        if (!leaderElection.isLeader()) {
            return false;
        }
        Set<ManagedResource> listed = new HashSet<>(inventory.listed(watches.inventory()));
        wanted.forEach(object -> listed.add(ManagedResource.of(object)));
        if (watches.servesTigeraStatus()) {
            listed.add(ManagedResource.status(monitoring.statusName()));
        }
        if (monitoring.leaderElection()) {
            listed.add(ManagedResource.lease(identity));
        }
        return inventory.write(listed, watches.inventory(), done);
    }

    /** All that present settings name. */
    private Set<ManagedResource> present() {
        Set<ManagedResource> present = ManagedResource.of(identity);
        present.add(ManagedResource.status(monitoring.statusName()));
        present.add(ManagedResource.lease(identity));
        return present;
    }

    private void addLicense(ReconcileReport done) {
        if (watches.license() instanceof Observed.Present<LicenseKey>(LicenseKey license)) {
            Instant now = clock.instant();
            LicenseFindings.of(license, now).ifPresent(done::add);
            done.requeueAt(LicenseFindings.requeueAt(license, now));
        }
    }

    private static Finding selfCheckFailed(String problem) {
        return new Finding(
                Severity.DEGRADED, "SelfCheckFailed", "Prometheus's pair is not served by the endpoint: " + problem);
    }

    private void writeStatus(MonitoringRequest.Requested requested, ReconcileReport done) throws InterruptedException {
        if (leaderElection.isLeader()) {
            status.write(done, watches, requested);
        }
    }
}
