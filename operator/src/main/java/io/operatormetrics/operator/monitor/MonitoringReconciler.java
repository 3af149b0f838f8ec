package io.operatormetrics.operator.monitor;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.operatormetrics.operator.certificate.CertificatePlan;
import io.operatormetrics.operator.certificate.Certificates;
import io.operatormetrics.operator.config.MonitoringSettings;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.leader.Leadership;
import io.operatormetrics.operator.license.LicenseKey;
import io.operatormetrics.operator.reconcile.ReconcileOutcome;
import io.operatormetrics.operator.reconcile.Reconciler;
import io.operatormetrics.operator.render.DesiredObjects;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.operator.render.Ownership;
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

    private final EndpointIdentity identity;
    private final MonitoringSettings monitoring;
    private final ClusterSight sight;
    private final CertificateSight certificateSight;
    private final Certificates certificates;
    private final DesiredStateApplier applier;
    private final ObjectInventory inventory;
    private final FormerObjects former;
    private final SigningRequestRemoval signingRequests;
    private final StatusWriter status;
    private final Leadership leadership;
    private final Supplier<Optional<String>> selfCheck;
    private final Supplier<Set<String>> overLimit;
    private final PrometheusView prometheus;
    private final ScrapeFindings scrapes;
    private final Clock clock;
    private final Instant started;
    private boolean warned;

    MonitoringReconciler(Parts parts) {
        this.identity = parts.identity();
        this.monitoring = parts.monitoring();
        this.sight = parts.sight();
        this.certificateSight = parts.certificateSight();
        this.certificates = parts.certificates();
        this.applier = parts.applier();
        this.inventory = parts.inventory();
        this.former = parts.former();
        this.signingRequests = parts.signingRequests();
        this.status = parts.status();
        this.leadership = parts.leadership();
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
            EndpointIdentity identity,
            MonitoringSettings monitoring,
            ClusterSight sight,
            CertificateSight certificateSight,
            Certificates certificates,
            DesiredStateApplier applier,
            ObjectInventory inventory,
            FormerObjects former,
            SigningRequestRemoval signingRequests,
            StatusWriter status,
            Leadership leadership,
            Supplier<Optional<String>> selfCheck,
            Supplier<Set<String>> overLimit,
            PrometheusView prometheus,
            ScrapeFindings scrapes,
            Clock clock) {}

    @Override
    public ReconcileOutcome reconcile() throws InterruptedException {
        scrapes.observe();
        Instant answersUntil = started.plus(FIRST_ANSWERS);
        if (!(sight.isComplete() && prometheus.isComplete()) && clock.instant().isBefore(answersUntil)) {
            return new ReconcileOutcome.Settled(Optional.of(answersUntil));
        }
        if (!leadership.isLeader()) {
            certificates.follow(certificateSight.inputs(Ownership.of(identity)));
            return new ReconcileOutcome.Settled(Optional.of(clock.instant().plus(NOT_LEADING)));
        }
        warnOnce();
        Reconciliation done = new Reconciliation();
        switch (MonitorResource.demand(monitoring.mode(), Ownership.of(identity), sight.monitor())) {
            case Demand.Asked asked -> keep(asked, done);
            case Demand.NotAsked _ -> remove(done);
            case Demand.Unclear _ -> {}
            case Demand.Unreadable _ -> {
                done.add(Remedies.missingRight(ApiResource.MONITORS, MonitorResource.KEY, "list, watch"));
                if (list(List.of(), done)) {
                    tell(new Demand.Asked(Ownership.of(identity), null), done);
                }
            }
        }
        if (!leadership.isLeader()) {
            done.lookAgain(Optional.of(clock.instant().plus(NOT_LEADING)));
        }
        return done.outcome();
    }

    private void warnOnce() {
        if (!warned && Contest.hasUpstreamNames(identity) && sight.servesTigeraStatus()) {
            warned = true;
            Contest.warnOfUpstreamNames(identity);
        }
    }

    private void keep(Demand.Asked asked, Reconciliation done) throws InterruptedException {
        CertificatePlan plan = certificates.plan(certificateSight.inputs(asked.ownership()));
        RenderSight gathered = new RenderSight(identity, sight, prometheus);
        List<HasMetadata> wanted = new ArrayList<>(plan.desired());
        wanted.addAll(DesiredObjects.render(gathered.inputs(monitoring, asked.ownership(), plan.trusted())));
        wanted.removeIf(object -> gathered.kept().contains(Target.of(object)));
        List<Finding> others = applier.otherInstallations();
        done.addAll(others);
        if (others.isEmpty()) {
            applier.giveUp(done);
            if (list(wanted, done)) {
                make(plan, wanted, gathered, done);
            }
        }

        done.addAll(plan.findings());
        done.lookAgain(plan.lookAgain());
        done.addAll(gathered.findings());
        addLicense(done);
        scrapes.add(done);
        selfCheck.get().ifPresent(problem -> done.add(selfCheckFailed(problem)));
        HiddenCertificates.finding(overLimit.get()).ifPresent(done::add);
        tell(asked, done);
    }

    private void make(CertificatePlan plan, List<HasMetadata> wanted, RenderSight gathered, Reconciliation done)
            throws InterruptedException {
        signingRequests.remove(plan.overRequests(), done);
        for (HasMetadata object : plan.createOnly()) {
            applier.create(object, done);
        }
        Set<Target> stay = new HashSet<>(gathered.kept());
        for (HasMetadata object : wanted) {
            applier.apply(object, done);
            stay.add(Target.of(object));
        }
        if (identity.servesTls() && plan.trusted().isEmpty()) {
            stay.add(Target.caBundle(identity));
        }
        // Of Secrets the plan says itself which are to go: a user's pair may stand under the name of ours.
        applier.delete(
                target -> target.isSecret() ? plan.unwanted().contains(target.key()) : !stay.contains(target),
                "present settings do not ask for it",
                done);
        if (done.isAtRest() && plan.isComplete()) {
            former.remove(inventory, sight.inventory(), present(), done);
        }
    }

    private void remove(Reconciliation done) throws InterruptedException {
        CertificatePlan plan = certificates.turnedOff(certificateSight.inputs(Ownership.of(identity)));
        applier.giveUp(done);
        applier.delete(
                target -> !target.isSecret() || plan.unwanted().contains(target.key()),
                "nobody asks for metrics",
                done);
        signingRequests.remove(plan.overRequests(), done);
        if (leadership.isLeader()) {
            status.remove(done, sight);
        }
        if (done.isAtRest()) {
            former.remove(inventory, sight.inventory(), Set.of(), done);
        }
    }

    /** Lists what is about to be made, before it is; whether that went as far as it can. */
    private boolean list(List<HasMetadata> wanted, Reconciliation done) throws InterruptedException {
        if (!leadership.isLeader()) {
            return false;
        }
        Set<Target> listed = new HashSet<>(inventory.listed(sight.inventory()));
        wanted.forEach(object -> listed.add(Target.of(object)));
        if (sight.servesTigeraStatus()) {
            listed.add(Target.status(monitoring.statusName()));
        }
        if (monitoring.leaderElection()) {
            listed.add(Target.lease(identity));
        }
        return inventory.write(listed, sight.inventory(), done);
    }

    /** All that present settings name. */
    private Set<Target> present() {
        Set<Target> present = Target.of(identity);
        present.add(Target.status(monitoring.statusName()));
        present.add(Target.lease(identity));
        return present;
    }

    private void addLicense(Reconciliation done) {
        if (sight.license() instanceof Sight.Found<LicenseKey>(LicenseKey license)) {
            Instant now = clock.instant();
            LicenseFindings.of(license, now).ifPresent(done::add);
            done.lookAgain(LicenseFindings.lookAgain(license, now));
        }
    }

    private static Finding selfCheckFailed(String problem) {
        return new Finding(
                Severity.DEGRADED, "SelfCheckFailed", "Prometheus's pair is not served by the endpoint: " + problem);
    }

    private void tell(Demand.Asked asked, Reconciliation done) throws InterruptedException {
        if (leadership.isLeader()) {
            status.write(done, sight, asked);
        }
    }
}
