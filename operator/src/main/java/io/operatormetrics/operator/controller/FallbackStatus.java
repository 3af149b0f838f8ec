package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.operator.status.ConditionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says elsewhere what our status would say while another manager writes it: in the log at each change, in an Event on our Deployment, and in
 * short for {@code /readyz}. For one thread, except for {@link #summary}.
 */
final class FallbackStatus {

    private static final Logger log = LoggerFactory.getLogger(FallbackStatus.class);

    /** Of Events; what changes sooner is in the next one as it is then. */
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final DeploymentEvents events;
    private final String statusName;
    private final Clock clock;
    private List<ConditionState> said = List.of();
    private String logged = "";
    private String recorded = "";
    private Instant nextEvent = Instant.MIN;
    private volatile List<String> summary = List.of();

    FallbackStatus(DeploymentEvents events, String statusName, Clock clock) {
        this.events = events;
        this.statusName = statusName;
        this.clock = clock;
    }

    /** What was said last; empty while status is ours to write. */
    List<ConditionState> said() {
        return said;
    }

    /** Status, condition and reason, a line for each condition; empty while status is ours to write. Any thread. */
    List<String> summary() {
        return summary;
    }

    /** Nobody else writes the status any more, or nobody asks for it. */
    void end() {
        if (!logged.isEmpty()) {
            log.info("TigeraStatus {} is no longer written by another manager", statusName);
        }
        said = List.of();
        summary = List.of();
        logged = "";
        recorded = "";
    }

    /**
     * Says it where it is news.
     *
     * @param manager who writes the status
     * @param done gets the time of the next Event, where one has to wait
     */
    void report(String manager, List<ConditionState> conditions, ReconcileReport done) throws InterruptedException {
        said = conditions;
        summary = conditions.stream()
                .map(one -> "%s %s=%s %s".formatted(statusName, one.type(), one.status(), one.reason()))
                .toList();
        String text = "TigeraStatus %s is written by %s and left alone; ours would say: %s"
                .formatted(statusName, manager, text(conditions));
        boolean wrong = conditions.stream().anyMatch(FallbackStatus::isWrong);
        if (!text.equals(logged)) {
            logged = text;
            if (wrong) {
                log.warn(text);
            } else {
                log.info(text);
            }
        }
        if (!text.equals(recorded)) {
            record(new DeploymentEvents.News(wrong ? "Warning" : "Normal", reason(conditions), text), done);
        }
    }

    private void record(DeploymentEvents.News news, ReconcileReport done) throws InterruptedException {
        Instant now = clock.instant();
        if (now.isBefore(nextEvent)) {
            done.requeueAt(Optional.of(nextEvent));
            return;
        }
        nextEvent = now.plus(INTERVAL);
        try {
            events.record(news, now);
            recorded = news.note();
        } catch (ApiException failure) {
            log.debug("no Event: {}", failure.message());
            done.requeueAt(Optional.of(nextEvent));
        }
    }

    private static boolean isWrong(ConditionState condition) {
        return condition.type().equals("Available") != condition.status().equals("True")
                && !condition.type().equals("Progressing");
    }

    /** That of what is wrong, else that of the first condition. */
    private static String reason(List<ConditionState> conditions) {
        return conditions.stream()
                .filter(FallbackStatus::isWrong)
                .findFirst()
                .orElse(conditions.getFirst())
                .reason();
    }

    /** Each message once: several conditions often have the same. */
    private static String text(List<ConditionState> conditions) {
        Set<String> messages = new HashSet<>();
        return conditions.stream()
                .map(one -> "%s=%s %s".formatted(one.type(), one.status(), one.reason())
                        + (messages.add(one.message()) ? " (" + one.message() + ")" : ""))
                .collect(Collectors.joining(", "));
    }
}
