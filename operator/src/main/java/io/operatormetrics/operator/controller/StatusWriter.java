package io.operatormetrics.operator.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.operatormetrics.kubernetes.apply.ApplyResult;
import io.operatormetrics.kubernetes.apply.ConditionsManager;
import io.operatormetrics.kubernetes.apply.RefusedWrites;
import io.operatormetrics.kubernetes.apply.ServerSideApplier;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.state.CustomResources;
import io.operatormetrics.operator.status.ConditionState;
import io.operatormetrics.operator.status.Conditions;
import io.operatormetrics.operator.status.LastKnownAvailable;
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

    private final ResourceClient requests;
    private final ServerSideApplier writer;
    private final ManagedResource managedResource;
    private final FallbackStatus yielded;
    private final Clock clock;
    private final RefusedWrites refused = new RefusedWrites(System::nanoTime);
    private final Map<ManagedResource, LastKnownAvailable> held = new HashMap<>();

    StatusWriter(
            ResourceClient requests, ServerSideApplier writer, String statusName, FallbackStatus yielded, Clock clock) {
        this.requests = requests;
        this.writer = writer;
        this.managedResource = ManagedResource.status(statusName);
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
    void write(ReconcileReport done, ClusterWatches watches, MonitoringRequest.Requested request)
            throws InterruptedException {
        if (!watches.servesTigeraStatus()) {
            yielded.end();
            return;
        }
        switch (watches.tigeraStatus()) {
            // Once it exists its watch says so, and then it gets its conditions.
            case Observed.Absent<Unstructured> _ -> {
                yielded.end();
                done.add(managedResource, writer.createOnly(managedResource.resource(), blank(request)));
            }
            case Observed.Present<Unstructured>(Unstructured found) -> {
                Optional<String> other = otherManager(found);
                if (other.isPresent()) {
                    yielded.report(other.get(), conditions(managedResource, done, yielded.said(), request), done);
                } else {
                    yielded.end();
                    write(done, managedResource, found, request);
                    writeMonitor(done, watches.monitor(), request);
                }
            }
            case Observed.Unreadable<Unstructured> unreadable ->
                done.add(managedResource, writer.delete(managedResource.resource(), unreadable, ""));
            case Observed.Pending<Unstructured> _ -> {}
        }
    }

    /** Deletes what is ours. */
    void remove(ReconcileReport done, ClusterWatches watches) throws InterruptedException {
        yielded.end();
        done.add(
                managedResource,
                writer.delete(managedResource.resource(), watches.tigeraStatus(), "nobody asks for metrics"));
    }

    /** Who else writes the status; empty when it is ours. */
    private Optional<String> otherManager(Unstructured found) {
        Optional<String> other = ConditionsManager.other(found);
        return other.isPresent() || writer.owns(found) ? other : Optional.of("another operator or installation");
    }

    private Unstructured blank(MonitoringRequest.Requested request) {
        return Unstructured.of(Map.of(
                "apiVersion",
                "operator.tigera.io/v1",
                "kind",
                "TigeraStatus",
                "metadata",
                request.managedMetadata()
                        .metadata(null, managedResource.key().name())
                        .build()));
    }

    private void writeMonitor(ReconcileReport done, Observed<Unstructured> monitor, MonitoringRequest.Requested request)
            throws InterruptedException {
        if (managedResource.key().name().equals(OF_MONITOR)
                && monitor instanceof Observed.Present<Unstructured>(Unstructured found)
                && ConditionsManager.other(found).isEmpty()) {
            write(done, new ManagedResource(CustomResources.MONITORS, MonitorResource.KEY), found, request);
        }
    }

    private void write(
            ReconcileReport done, ManagedResource written, Unstructured live, MonitoringRequest.Requested request)
            throws InterruptedException {
        try {
            List<ConditionState> before = live.as(StatusOnly.class).conditions();
            List<ConditionState> now = conditions(written, done, before, request);
            Optional<ApplyResult> pending = refused.pending(written.resource(), written.key());
            if (pending.isPresent()) {
                done.add(written, pending.get());
            } else if (!before.containsAll(now)) {
                requests.updateStatus(written.resource(), withConditions(live, now));
                refused.forget(written.resource(), written.key());
            }
        } catch (ApiException failure) {
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
            ManagedResource written,
            ReconcileReport done,
            List<ConditionState> before,
            MonitoringRequest.Requested request) {
        return Conditions.of(
                done.findings(),
                new Conditions.Before(before, held.computeIfAbsent(written, _ -> new LastKnownAvailable())),
                request.generation(),
                clock.instant());
    }

    /** Conditions of other types stay. */
    private static Unstructured withConditions(Unstructured live, List<ConditionState> now) {
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
                (ArrayNode) Unstructured.of(Map.of("conditions", now)).json().get("conditions"));
        status.set("conditions", conditions);
        return new Unstructured(copy);
    }
}
