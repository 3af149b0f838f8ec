package io.operatormetrics.operator.status;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What findings come to, as the three conditions that Tigera's resources have. Pure. */
public final class Conditions {

    private static final String ALL_IS_WELL = "AllObjectsAvailable";

    // Messages are never empty: API servers of 1.20 take an empty one for null, and refuse it.

    /** Kubernetes allows 32,768 characters; nobody reads more than this. */
    private static final int LONGEST_MESSAGE = 4096;

    private final List<Finding> degraded;
    private final List<Finding> waiting;
    private final List<Finding> warnings;

    private Conditions(Map<Severity, List<Finding>> findings) {
        this.degraded = findings.getOrDefault(Severity.DEGRADED, List.of());
        this.waiting = findings.getOrDefault(Severity.WAITING, List.of());
        this.warnings = findings.getOrDefault(Severity.WARNING, List.of());
    }

    /**
     * Always in the same order, and for the same findings the same texts; a condition whose status did not change keeps its time.
     *
     * @param before as they are in the cluster; may hold others, which are left out
     * @param generation of the resource that asked; null where there is none
     */
    public static List<ConditionState> of(
            List<Finding> findings, List<ConditionState> before, @Nullable Long generation, Instant now) {
        Conditions conditions = new Conditions(findings.stream()
                .distinct()
                .collect(Collectors.groupingBy(
                        Finding::severity, () -> new EnumMap<>(Severity.class), Collectors.toList())));
        return List.of(conditions.available(), conditions.progressing(), conditions.isDegraded()).stream()
                .map(draft -> draft.dated(before, generation, now))
                .toList();
    }

    /** Warnings are told here: everything works, and they are what there is to know about it. */
    private Draft available() {
        if (!degraded.isEmpty()) {
            return new Draft("Available", false, reason(degraded), text(degraded));
        }
        if (!waiting.isEmpty()) {
            return new Draft("Available", false, reason(waiting), text(waiting));
        }
        return warnings.isEmpty()
                ? new Draft("Available", true, ALL_IS_WELL, "All that was asked for is there")
                : new Draft("Available", true, reason(warnings), text(warnings));
    }

    private Draft progressing() {
        return waiting.isEmpty()
                ? new Draft("Progressing", false, ALL_IS_WELL, "Nothing is waited for")
                : new Draft("Progressing", true, reason(waiting), text(waiting));
    }

    private Draft isDegraded() {
        return degraded.isEmpty()
                ? new Draft("Degraded", false, ALL_IS_WELL, "Nothing needs attention")
                : new Draft("Degraded", true, reason(degraded), text(degraded));
    }

    private static String reason(List<Finding> findings) {
        return findings.getFirst().reason();
    }

    private static String text(List<Finding> findings) {
        String all = findings.stream().map(Finding::message).collect(Collectors.joining("; "));
        return all.length() <= LONGEST_MESSAGE ? all : all.substring(0, LONGEST_MESSAGE - 1) + "…";
    }

    private record Draft(String type, boolean holds, String reason, String message) {

        ConditionState dated(List<ConditionState> before, @Nullable Long generation, Instant now) {
            String status = holds ? "True" : "False";
            String since = before.stream()
                    .filter(one -> one.type().equals(type) && one.status().equals(status))
                    .map(ConditionState::lastTransitionTime)
                    .findFirst()
                    .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
            return new ConditionState(type, status, reason, message, generation, since);
        }
    }
}
