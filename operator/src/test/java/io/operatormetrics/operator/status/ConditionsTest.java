package io.operatormetrics.operator.status;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ConditionsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T03:00:00.123Z");
    private static final String AT_NOW = "2026-11-24T03:00:00Z";
    private static final Finding WAITING = new Finding(Severity.WAITING, "NamespaceMissing", "waits for a namespace");
    private static final Finding DEGRADED = new Finding(Severity.DEGRADED, "Conflict", "a Service is somebody else's");
    private static final Finding WARNING = new Finding(Severity.WARNING, "LicenseInGracePeriod", "renew the licence");

    @Test
    void isAvailableWhenThereIsNothingToTell() {
        assertThat(Conditions.of(List.of(), List.of(), 7L, NOW))
                .containsExactly(
                        new ConditionState(
                                "Available",
                                "True",
                                "AllObjectsAvailable",
                                "All requested objects are available",
                                7L,
                                AT_NOW),
                        new ConditionState(
                                "Progressing", "False", "AllObjectsAvailable", "Nothing pending", 7L, AT_NOW),
                        new ConditionState(
                                "Degraded", "False", "AllObjectsAvailable", "Nothing needs attention", 7L, AT_NOW));
    }

    @Test
    void progressesWhileItWaits() {
        assertThat(Conditions.of(List.of(WAITING), List.of(), null, NOW))
                .containsExactly(
                        state("Available", "False", "NamespaceMissing", "waits for a namespace"),
                        state("Progressing", "True", "NamespaceMissing", "waits for a namespace"),
                        state("Degraded", "False", "AllObjectsAvailable", "Nothing needs attention"));
    }

    @Test
    void isDegradedAndStillProgressesWhenBothAreTrue() {
        assertThat(Conditions.of(List.of(WAITING, DEGRADED), List.of(), null, NOW))
                .containsExactly(
                        state("Available", "False", "Conflict", "a Service is somebody else's"),
                        state("Progressing", "True", "NamespaceMissing", "waits for a namespace"),
                        state("Degraded", "True", "Conflict", "a Service is somebody else's"));
    }

    @Test
    void tellsOfWarningsWhereItIsAvailable() {
        assertThat(Conditions.of(List.of(WARNING), List.of(), null, NOW).getFirst())
                .isEqualTo(state("Available", "True", "LicenseInGracePeriod", "renew the licence"));
    }

    @Test
    void putsAllMessagesOfOneKindBehindEachOtherWithoutRepeating() {
        Finding second = new Finding(Severity.DEGRADED, "Forbidden", "needs a Role");
        assertThat(Conditions.of(List.of(DEGRADED, second, DEGRADED), List.of(), null, NOW)
                        .getLast())
                .isEqualTo(state("Degraded", "True", "Conflict", "a Service is somebody else's; needs a Role"));
    }

    @Test
    void cutsWhatNobodyWouldRead() {
        Finding endless = new Finding(Severity.DEGRADED, "Endless", "x".repeat(5000));
        assertThat(Conditions.of(List.of(endless), List.of(), null, NOW)
                        .getLast()
                        .message())
                .hasSize(4096)
                .endsWith("x…");
    }

    @Test
    void movesTheTimeOnlyWhenTheStatusChanges() {
        List<ConditionState> before = Conditions.of(List.of(WAITING), List.of(), 1L, NOW);
        Instant later = NOW.plus(Duration.ofHours(1));

        assertThat(Conditions.of(List.of(DEGRADED), before, 2L, later))
                .containsExactly(
                        new ConditionState("Available", "False", "Conflict", DEGRADED.message(), 2L, AT_NOW),
                        new ConditionState(
                                "Progressing",
                                "False",
                                "AllObjectsAvailable",
                                "Nothing pending",
                                2L,
                                "2026-11-24T04:00:00Z"),
                        new ConditionState(
                                "Degraded", "True", "Conflict", DEGRADED.message(), 2L, "2026-11-24T04:00:00Z"));
    }

    private static final Finding UNPROVEN =
            new Finding(Severity.UNPROVEN, "AwaitingFirstScrape", "nobody has scraped it yet");
    private static final Finding UNAVAILABLE = new Finding(Severity.UNAVAILABLE, "NotScraped", "nobody scrapes it");

    @Test
    void saysWarningsInProgressingWhileAvailableIsHeld() {
        assertThat(Conditions.of(List.of(WARNING, UNPROVEN), List.of(), null, NOW)
                        .get(1)
                        .message())
                .isEqualTo(UNPROVEN.message() + "; " + WARNING.message());
    }

    @Test
    void isNotAvailableWhereItDoesNotWorkThoughNothingIsMissing() {
        assertThat(Conditions.of(List.of(UNAVAILABLE), List.of(), null, NOW))
                .containsExactly(
                        state("Available", "False", "NotScraped", "nobody scrapes it"),
                        state("Progressing", "False", "AllObjectsAvailable", "Nothing pending"),
                        state("Degraded", "False", "AllObjectsAvailable", "Nothing needs attention"));
        assertThat(Conditions.of(List.of(DEGRADED, UNAVAILABLE), List.of(), null, NOW)
                        .getFirst())
                .isEqualTo(
                        state("Available", "False", "NotScraped", "nobody scrapes it; a Service is somebody else's"));
    }

    @Test
    void isUnknownInANewStatusWhileNobodyCanSay() {
        assertThat(Conditions.of(List.of(UNPROVEN), List.of(), null, NOW))
                .containsExactly(
                        state("Available", "Unknown", "AwaitingFirstScrape", "nobody has scraped it yet"),
                        state("Progressing", "True", "AwaitingFirstScrape", "nobody has scraped it yet"),
                        state("Degraded", "False", "AllObjectsAvailable", "Nothing needs attention"));
    }

    @Test
    void staysWhatItWasWhileNobodyCanSay() {
        Instant later = NOW.plus(Duration.ofHours(1));
        for (List<Finding> findings : List.of(List.<Finding>of(), List.of(WARNING), List.of(UNAVAILABLE))) {
            List<ConditionState> before = Conditions.of(findings, List.of(), null, NOW);
            List<Finding> now = new ArrayList<>(findings);
            now.remove(UNAVAILABLE);
            now.add(UNPROVEN);
            assertThat(Conditions.of(now, before, null, later).getFirst()).isEqualTo(before.getFirst());
        }
    }

    /** The first reconciles of a new installation find this and that missing; what they say is not what was said before. */
    @Test
    void comesBackToWhatWasSaidBeforeTheWaitBegan() {
        LastKnownAvailable held = new LastKnownAvailable();
        List<ConditionState> missing = conditions(held, List.of(), UNPROVEN, WAITING);
        assertThat(missing.getFirst()).isEqualTo(state("Available", "False", "NamespaceMissing", WAITING.message()));
        List<ConditionState> there = conditions(held, missing, UNPROVEN);
        assertThat(there.getFirst().status()).isEqualTo("Unknown");
        assertThat(conditions(held, missing, UNPROVEN).getFirst().status())
                .as("seen late by its watch")
                .isEqualTo("Unknown");

        List<ConditionState> scraped = conditions(held, there);
        assertThat(scraped.getFirst().status()).isEqualTo("True");
        assertThat(conditions(held, scraped, UNPROVEN).getFirst().status()).isEqualTo("True");
    }

    @Test
    void believesAnotherLeaderMoreThanItsMemory() {
        LastKnownAvailable held = new LastKnownAvailable();
        assertThat(conditions(held, List.of(), UNPROVEN).getFirst().status()).isEqualTo("Unknown");
        List<ConditionState> another = Conditions.of(List.of(), List.of(), null, NOW);
        assertThat(conditions(held, another, UNPROVEN).getFirst().status()).isEqualTo("True");
    }

    private static List<ConditionState> conditions(
            LastKnownAvailable held, List<ConditionState> before, Finding... findings) {
        return Conditions.of(List.of(findings), new Conditions.Before(before, held), null, NOW);
    }

    private static ConditionState state(String type, String status, String reason, String message) {
        return new ConditionState(type, status, reason, message, null, AT_NOW);
    }
}
