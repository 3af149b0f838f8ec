package io.operatormetrics.operator.monitor;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.operatormetrics.operator.apply.ApplyResult;
import io.operatormetrics.operator.apply.ObjectWriter;
import io.operatormetrics.operator.apply.Reversal;
import io.operatormetrics.operator.certificate.Certificates;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiPresence.Presence;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.leader.Leadership;
import io.operatormetrics.operator.render.EndpointIdentity;
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

    private final EndpointIdentity identity;
    private final ClusterSight sight;
    private final ObjectWriter writer;
    private final Leadership leadership;
    private final Clock clock;
    private final Set<Target> keptByOthers = new HashSet<>();

    DesiredStateApplier(
            EndpointIdentity identity, ClusterSight sight, ObjectWriter writer, Leadership leadership, Clock clock) {
        this.identity = identity;
        this.sight = sight;
        this.writer = writer;
        this.leadership = leadership;
        this.clock = clock;
    }

    /**
     * What another installation of ours has under these names. Half of what is wanted would serve nobody, so as long as there is any of it
     * nothing is written.
     */
    List<Finding> otherInstallations() {
        return sight.targets().stream()
                .flatMap(target ->
                        otherInstallation(target).map(other -> Remedies.otherInstallation(target, other)).stream())
                .toList();
    }

    private Optional<String> otherInstallation(Target target) {
        return sight.sight(target) instanceof Sight.Found<ApiObject>(ApiObject found)
                ? writer.otherInstallation(found)
                : Optional.empty();
    }

    /** Gives up what somebody else controls now, wanted or not. */
    void giveUp(Reconciliation done) throws InterruptedException {
        for (Target target : sight.targets()) {
            if (sight.sight(target) instanceof Sight.Found<ApiObject>(ApiObject found) && leadership.isLeader()) {
                done.add(target, writer.giveUp(target.resource(), found));
            }
        }
    }

    void create(HasMetadata object, Reconciliation done) throws InterruptedException {
        if (leadership.isLeader()) {
            Target target = Target.of(object);
            Optional<ApplyResult> unavailable = unavailableNamespace(target);
            add(
                    target,
                    unavailable.isPresent()
                            ? unavailable.get()
                            : writer.createOnly(target.resource(), ApiObject.of(object)),
                    done);
        }
    }

    private void add(Target target, ApplyResult result, Reconciliation done) {
        done.add(target, result);
        if (result instanceof ApplyResult.Contested(Reversal why, Duration pause)) {
            done.add(Contest.finding(target, why, identity, sight.servesTigeraStatus()));
            done.lookAgain(Optional.of(clock.instant().plus(pause)));
        } else if (result instanceof ApplyResult.Refused refused) {
            done.lookAgain(Optional.of(clock.instant().plus(refused.pause())));
        }
    }

    /** Nothing is written to a namespace that is going or gone; it is forgotten that anything was, which nobody undid but the namespace. */
    private Optional<ApplyResult> unavailableNamespace(Target target) {
        String namespace = target.key().namespace();
        Optional<ApplyResult> result = sight.isMissing(namespace)
                ? Optional.of(new ApplyResult.NamespaceMissing())
                : sight.isTerminating(namespace)
                        ? Optional.of(new ApplyResult.NamespaceTerminating())
                        : Optional.empty();
        if (result.isPresent()) {
            writer.forget(target.resource(), target.key());
        }
        return result;
    }

    void apply(HasMetadata object, Reconciliation done) throws InterruptedException {
        Target target = Target.of(object);
        Optional<ApplyResult> unavailable = unavailableNamespace(target);
        if (unavailable.isPresent()) {
            done.add(target, unavailable.get());
        } else if (sight.presence(target) == Presence.ABSENT) {
            done.add(target, new ApplyResult.NotServed());
        } else if (leadership.isLeader()) {
            add(target, writer.apply(target.resource(), ApiObject.of(object), sight.sight(target)), done);
        }
    }

    /**
     * Deletes what is not wanted, the ServiceMonitor before what it refers to. Where that stays since somebody else keeps it, so do key
     * pairs; where it could not be deleted, or changed so as not to refer to them, so does all that.
     *
     * @param why for the log
     */
    void delete(Predicate<Target> unwanted, String why, Reconciliation done) throws InterruptedException {
        if (!writer.deletes()) {
            return;
        }
        boolean pairsStay = false;
        for (Target target : Target.inOrderOfDeletion(sight.targets())) {
            if (!unwanted.test(target)
                    || !leadership.isLeader()
                    || (target.mayBeReferredTo() && isServiceMonitorLeft(done))) {
                continue;
            }
            Sight<ApiObject> seen = sight.sight(target);
            if (seen instanceof Sight.NotFound<ApiObject>) {
                writer.forget(target.resource(), target.key());
            } else if (seen instanceof Sight.Found<ApiObject> found
                    && !(pairsStay && target.isSecret() && !Certificates.isCaRecord(found.object()))) {
                ApplyResult result = writer.delete(target.resource(), found, why);
                done.add(target, result);
                if (result instanceof ApplyResult.KeptByAnother(String keeper)) {
                    pairsStay |= target.isServiceMonitor();
                    sayKept(target, keeper);
                }
            }
        }
    }

    private boolean isServiceMonitorLeft(Reconciliation done) {
        Target monitor = Target.serviceMonitor(identity);
        return done.isLeft(monitor) && sight.sight(monitor) instanceof Sight.Found;
    }

    private void sayKept(Target target, String keeper) {
        if (keptByOthers.add(target)) {
            log.info("{} is not wanted any more but stays: {} keeps it", target, keeper);
        }
    }
}
