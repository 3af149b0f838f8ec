package io.operatormetrics.operator.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.operatormetrics.operator.apply.ApplyResult;
import io.operatormetrics.operator.apply.ConditionsManager;
import io.operatormetrics.operator.apply.ObjectWriter;
import io.operatormetrics.operator.apply.RefusedWrites;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.status.ConditionState;
import io.operatormetrics.operator.status.Conditions;
import io.operatormetrics.operator.status.HeldAvailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes findings as conditions: into our TigeraStatus and, where that is the one that tells of the Monitor, into the Monitor's status too. A
 * status that another manager writes is never overwritten, since the two would fight over what is true; it is ours once managedFields name
 * nobody else, as in an object that was made anew.
 */
final class StatusWriter {

    private static final Logger log = LoggerFactory.getLogger(StatusWriter.class);

    /** The name of the TigeraStatus that tells of the Monitor. */
    private static final String OF_MONITOR = "monitor";

    private final ObjectRequests requests;
    private final ObjectWriter writer;
    private final Target target;
    private final YieldedStatus yielded;
    private final Clock clock;
    private final RefusedWrites refused = new RefusedWrites(System::nanoTime);
    private final Map<Target, HeldAvailable> held = new HashMap<>();

    StatusWriter(ObjectRequests requests, ObjectWriter writer, String statusName, YieldedStatus yielded, Clock clock) {
        this.requests = requests;
        this.writer = writer;
        this.target = Target.status(statusName);
        this.yielded = yielded;
        this.clock = clock;
    }

    private record StatusOnly(@Nullable Status status) {
        record Status(@Nullable List<ConditionState> conditions) {}

        List<ConditionState> conditions() {
            return status == null || status.conditions == null ? List.of() : status.conditions;
        }
    }

    /** Tells nobody where TigeraStatus is not served. */
    void write(Reconciliation done, ClusterSight sight, Demand.Asked demand) throws InterruptedException {
        if (!sight.servesTigeraStatus()) {
            yielded.end();
            return;
        }
        switch (sight.tigeraStatus()) {
            // Once it exists its watch says so, and then it gets its conditions.
            case Sight.NotFound<ApiObject> _ -> {
                yielded.end();
                done.add(target, writer.createOnly(target.resource(), blank(demand)));
            }
            case Sight.Found<ApiObject>(ApiObject found) -> {
                Optional<String> other = otherManager(found);
                if (other.isPresent()) {
                    yielded.say(other.get(), conditions(target, done, yielded.said(), demand), done);
                } else {
                    yielded.end();
                    write(done, target, found, demand);
                    writeMonitor(done, sight.monitor(), demand);
                }
            }
            case Sight.Unreadable<ApiObject> unreadable ->
                done.add(target, writer.delete(target.resource(), unreadable, ""));
            case Sight.Unknown<ApiObject> _ -> {}
        }
    }

    /** Deletes what is ours. */
    void remove(Reconciliation done, ClusterSight sight) throws InterruptedException {
        yielded.end();
        done.add(target, writer.delete(target.resource(), sight.tigeraStatus(), "nobody asks for metrics"));
    }

    /** Who else writes the status; empty when it is ours. */
    private Optional<String> otherManager(ApiObject found) {
        Optional<String> other = ConditionsManager.other(found);
        return other.isPresent() || writer.owns(found) ? other : Optional.of("another operator or installation");
    }

    private ApiObject blank(Demand.Asked demand) {
        return ApiObject.of(Map.of(
                "apiVersion",
                "operator.tigera.io/v1",
                "kind",
                "TigeraStatus",
                "metadata",
                demand.ownership().metadata(null, target.key().name()).build()));
    }

    private void writeMonitor(Reconciliation done, Sight<ApiObject> monitor, Demand.Asked demand)
            throws InterruptedException {
        if (target.key().name().equals(OF_MONITOR)
                && monitor instanceof Sight.Found<ApiObject>(ApiObject found)
                && ConditionsManager.other(found).isEmpty()) {
            write(done, new Target(ApiResource.MONITORS, MonitorResource.KEY), found, demand);
        }
    }

    private void write(Reconciliation done, Target written, ApiObject live, Demand.Asked demand)
            throws InterruptedException {
        try {
            List<ConditionState> before = live.as(StatusOnly.class).conditions();
            List<ConditionState> now = conditions(written, done, before, demand);
            Optional<ApplyResult> pending = refused.pending(written.resource(), written.key());
            if (pending.isPresent()) {
                done.add(written, pending.get());
            } else if (!before.containsAll(now)) {
                requests.updateStatus(written.resource(), withConditions(live, now));
                refused.forget(written.resource(), written.key());
            }
        } catch (ApiFailure failure) {
            switch (failure.kind()) {
                // Deleted since it was seen; changed since: the watch says so, and then it is written again.
                case NOT_FOUND, CONFLICT -> log.debug("{}: {}", written, failure.message());
                default ->
                    done.add(
                            written,
                            refused.failed(written.resource(), written.key(), "update on its status", failure));
            }
        }
    }

    private List<ConditionState> conditions(
            Target written, Reconciliation done, List<ConditionState> before, Demand.Asked demand) {
        return Conditions.of(
                done.findings(),
                new Conditions.Before(before, held.computeIfAbsent(written, _ -> new HeldAvailable())),
                demand.generation(),
                clock.instant());
    }

    /** Conditions of other types stay. */
    private static ApiObject withConditions(ApiObject live, List<ConditionState> now) {
        Set<String> types = now.stream().map(ConditionState::type).collect(Collectors.toSet());
        ObjectNode copy = live.json().deepCopy();
        ObjectNode status = copy.withObject("/status");
        ArrayNode conditions = status.arrayNode();
        for (JsonNode other : status.path("conditions")) {
            if (!types.contains(other.path("type").asText())) {
                conditions.add(other);
            }
        }
        conditions.addAll(
                (ArrayNode) ApiObject.of(Map.of("conditions", now)).json().get("conditions"));
        status.set("conditions", conditions);
        return new ApiObject(copy);
    }
}
