package io.operatormetrics.operator.status;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What findings come to, as the three conditions that Tigera's resources have. Pure. */
public final class Conditions {

    static final String AVAILABLE = "Available";

    private static final String ALL_IS_WELL = "AllObjectsAvailable";

    // Messages are never empty: API servers of 1.20 take an empty one for null, and refuse it.

    /** Kubernetes allows 32,768 characters; nobody reads more than this. */
    private static final int LONGEST_MESSAGE = 4096;

    private final List<Finding> degraded;
    private final List<Finding> unavailable;
    private final List<Finding> waiting;
    private final List<Finding> unproven;
    private final List<Finding> warnings;

    private Conditions(Map<Severity, List<Finding>> findings) {
        this.degraded = findings.getOrDefault(Severity.DEGRADED, List.of());
        this.unavailable = findings.getOrDefault(Severity.UNAVAILABLE, List.of());
        this.waiting = findings.getOrDefault(Severity.WAITING, List.of());
        this.unproven = findings.getOrDefault(Severity.UNPROVEN, List.of());
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
        return of(findings, new Before(before, new LastKnownAvailable()), generation, now);
    }

    /**
     * What a status said until now.
     *
     * @param conditions as they are in the cluster; may hold others, which are left out
     * @param held the same for each call for that status
     */
    public record Before(List<ConditionState> conditions, LastKnownAvailable held) {}

    /** The same for one status in the course of time. */
    public static List<ConditionState> of(
            List<Finding> findings, Before before, @Nullable Long generation, Instant now) {
        Conditions conditions = new Conditions(findings.stream()
                .distinct()
                .collect(Collectors.groupingBy(
                        Finding::severity, () -> new EnumMap<>(Severity.class), Collectors.toList())));
        ConditionState available = conditions.available(before).dated(before.conditions(), generation, now);
        before.held().wrote(available);
        return Stream.concat(
                        Stream.of(available),
                        Stream.of(conditions.progressing(), conditions.isDegraded())
                                .map(draft -> draft.dated(before.conditions(), generation, now)))
                .toList();
    }

    /** Reports the warnings: with them everything works, and there is nothing else to report. */
    private Draft available(Before before) {
        if (unproven.isEmpty()) {
            before.held().end();
        }
        @Nullable ConditionState held = unproven.isEmpty() ? null : before.held().before(before.conditions());
        List<Finding> against = Stream.of(unavailable, degraded.isEmpty() ? waiting : degraded)
                .flatMap(List::stream)
                .toList();
        if (!against.isEmpty()) {
            return Draft.of(AVAILABLE, false, against);
        }
        if (unproven.isEmpty() || (held != null && held.status().equals("True"))) {
            return warnings.isEmpty()
                    ? new Draft(AVAILABLE, "True", ALL_IS_WELL, "All requested objects are available")
                    : Draft.of(AVAILABLE, true, warnings);
        }
        return held == null
                ? new Draft(AVAILABLE, "Unknown", reason(unproven), text(unproven))
                : new Draft(AVAILABLE, held.status(), held.reason(), held.message());
    }

    /** As long as Available says what it said before, it has no room for warnings: they are here then. */
    private Draft progressing() {
        List<Finding> still = Stream.of(waiting, unproven, unproven.isEmpty() ? List.<Finding>of() : warnings)
                .flatMap(List::stream)
                .toList();
        return still.isEmpty()
                ? new Draft("Progressing", "False", ALL_IS_WELL, "Nothing pending")
                : Draft.of("Progressing", true, still);
    }

    private Draft isDegraded() {
        return degraded.isEmpty()
                ? new Draft("Degraded", "False", ALL_IS_WELL, "Nothing needs attention")
                : Draft.of("Degraded", true, degraded);
    }

    private static String reason(List<Finding> findings) {
        return findings.getFirst().reason();
    }

    private static String text(List<Finding> findings) {
        String all = findings.stream().map(Finding::message).collect(Collectors.joining("; "));
        return all.length() <= LONGEST_MESSAGE ? all : all.substring(0, LONGEST_MESSAGE - 1) + "…";
    }

    private record Draft(String type, String status, String reason, String message) {

        static Draft of(String type, boolean holds, List<Finding> because) {
            return new Draft(type, holds ? "True" : "False", Conditions.reason(because), Conditions.text(because));
        }

        ConditionState dated(List<ConditionState> before, @Nullable Long generation, Instant now) {
            String since = before.stream()
                    .filter(one -> one.type().equals(type) && one.status().equals(status))
                    .map(ConditionState::lastTransitionTime)
                    .findFirst()
                    .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
            return new ConditionState(type, status, reason, message, generation, since);
        }
    }
}
