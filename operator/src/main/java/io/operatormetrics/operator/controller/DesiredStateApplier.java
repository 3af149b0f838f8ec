package io.operatormetrics.operator.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.operatormetrics.kubernetes.apply.ApplyResult;
import io.operatormetrics.kubernetes.apply.ExternalChange;
import io.operatormetrics.kubernetes.apply.ServerSideApplier;
import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.kubernetes.control.LeaderElection;
import io.operatormetrics.operator.certificate.CertificatePlanner;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.status.Finding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Brings the objects of these settings to what is wanted, one by one, and stops when this replica no longer leads. */
final class DesiredStateApplier {

    private static final Logger log = LoggerFactory.getLogger(DesiredStateApplier.class);

    private final ResourceNames identity;
    private final ClusterWatches watches;
    private final ServerSideApplier writer;
    private final LeaderElection leaderElection;
    private final Clock clock;
    private final Set<ManagedResource> keptByOthers = new HashSet<>();

    DesiredStateApplier(
            ResourceNames identity,
            ClusterWatches watches,
            ServerSideApplier writer,
            LeaderElection leaderElection,
            Clock clock) {
        this.identity = identity;
        this.watches = watches;
        this.writer = writer;
        this.leaderElection = leaderElection;
        this.clock = clock;
    }

    /**
     * What another installation of ours has under these names. Half of what is wanted would serve nobody, so as long as there is any of it
     * nothing is written.
     */
    List<Finding> otherInstallations() {
        return watches.targets().stream()
                .flatMap(managedResource ->
                        otherInstallation(managedResource)
                                .map(other -> ApplyFindings.otherInstallation(managedResource, other))
                                .stream())
                .toList();
    }

    private Optional<String> otherInstallation(ManagedResource managedResource) {
        return watches.get(managedResource) instanceof Observed.Present<Unstructured>(Unstructured found)
                ? writer.otherInstallation(found)
                : Optional.empty();
    }

    /** Gives up what somebody else controls now, wanted or not. */
    void release(ReconcileReport done) throws InterruptedException {
        for (ManagedResource managedResource : watches.targets()) {
            if (watches.get(managedResource) instanceof Observed.Present<Unstructured>(Unstructured found)
                    && leaderElection.isLeader()) {
                done.add(managedResource, writer.giveUp(managedResource.resource(), found));
            }
        }
    }

    void create(HasMetadata object, ReconcileReport done) throws InterruptedException {
        if (leaderElection.isLeader()) {
            ManagedResource managedResource = ManagedResource.of(object);
            Optional<ApplyResult> unavailable = unavailableNamespace(managedResource);
            add(
                    managedResource,
                    unavailable.isPresent()
                            ? unavailable.get()
                            : writer.createOnly(managedResource.resource(), Unstructured.of(object)),
                    done);
        }
    }

    private void add(ManagedResource managedResource, ApplyResult result, ReconcileReport done) {
        done.add(managedResource, result);
        if (result instanceof ApplyResult.Contested(ExternalChange why, Duration pause)) {
            done.add(ContestDescription.finding(managedResource, why, identity, watches.servesTigeraStatus()));
            done.requeueAt(Optional.of(clock.instant().plus(pause)));
        } else if (result instanceof ApplyResult.Refused refused) {
            done.requeueAt(Optional.of(clock.instant().plus(refused.pause())));
        }
    }

    /** Nothing is written to a namespace that is going or gone; it is forgotten that anything was, which nobody undid but the namespace. */
    private Optional<ApplyResult> unavailableNamespace(ManagedResource managedResource) {
        String namespace = managedResource.key().namespace();
        Optional<ApplyResult> result = watches.namespaces().isMissing(namespace)
                ? Optional.of(new ApplyResult.NamespaceMissing())
                : watches.namespaces().isTerminating(namespace)
                        ? Optional.of(new ApplyResult.NamespaceTerminating())
                        : Optional.empty();
        if (result.isPresent()) {
            writer.forget(managedResource.resource(), managedResource.key());
        }
        return result;
    }

    void apply(HasMetadata object, ReconcileReport done) throws InterruptedException {
        ManagedResource managedResource = ManagedResource.of(object);
        Optional<ApplyResult> unavailable = unavailableNamespace(managedResource);
        if (unavailable.isPresent()) {
            done.add(managedResource, unavailable.get());
        } else if (watches.presence(managedResource) == ApiAvailability.ABSENT) {
            done.add(managedResource, new ApplyResult.NotServed());
        } else if (leaderElection.isLeader()) {
            add(
                    managedResource,
                    writer.apply(managedResource.resource(), Unstructured.of(object), watches.get(managedResource)),
                    done);
        }
    }

    /**
     * Deletes what is not wanted, the ServiceMonitor before what it refers to. Where that stays since somebody else keeps it, so do key
     * pairs; where it could not be deleted, or changed so as not to refer to them, so does all that.
     *
     * @param why for the log
     */
    void delete(Predicate<ManagedResource> unwanted, String why, ReconcileReport done) throws InterruptedException {
        if (!writer.deletes()) {
            return;
        }
        boolean pairsStay = false;
        for (ManagedResource managedResource : ManagedResource.inOrderOfDeletion(watches.targets())) {
            if (!unwanted.test(managedResource)
                    || !leaderElection.isLeader()
                    || (managedResource.mayBeReferredTo() && isServiceMonitorLeft(done))) {
                continue;
            }
            Observed<Unstructured> seen = watches.get(managedResource);
            if (seen instanceof Observed.Absent<Unstructured>) {
                writer.forget(managedResource.resource(), managedResource.key());
            } else if (seen instanceof Observed.Present<Unstructured> present
                    && !(pairsStay && managedResource.isSecret() && !CertificatePlanner.isCaRecord(present.object()))) {
                ApplyResult result = writer.delete(managedResource.resource(), present, why);
                done.add(managedResource, result);
                if (result instanceof ApplyResult.KeptByAnother(String keeper)) {
                    pairsStay |= managedResource.isServiceMonitor();
                    reportKept(managedResource, keeper);
                }
            }
        }
    }

    private boolean isServiceMonitorLeft(ReconcileReport done) {
        ManagedResource monitor = ManagedResource.serviceMonitor(identity);
        return done.isLeft(monitor) && watches.get(monitor) instanceof Observed.Present;
    }

    private void reportKept(ManagedResource managedResource, String keeper) {
        if (keptByOthers.add(managedResource)) {
            log.info("{} is not wanted any more but stays: {} keeps it", managedResource, keeper);
        }
    }
}
