package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.HandClock;
import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import org.junit.jupiter.api.Test;

import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

class ApiAbsenceTest {

    private static final Instant T0 = HandClock.START;

    private final ApiAbsence absence = new ApiAbsence();

    @Test
    void isCertainAfter30Seconds() {
        assertThat(absence.certainFrom(ApiAvailability.ABSENT, T0)).isEqualTo(T0.plusSeconds(30));
        assertThat(absence.certainFrom(ApiAvailability.ABSENT, T0.plusSeconds(29)))
                .isEqualTo(T0.plusSeconds(30));
    }

    @Test
    void startsAnewWhenTheApiWasThereOrUnknownInBetween() {
        absence.certainFrom(ApiAvailability.ABSENT, T0);

        assertThat(absence.certainFrom(ApiAvailability.SERVED, T0.plusSeconds(20)))
                .isEqualTo(Instant.MAX);
        assertThat(absence.certainFrom(ApiAvailability.ABSENT, T0.plusSeconds(25)))
                .isEqualTo(T0.plusSeconds(55));
        assertThat(absence.certainFrom(ApiAvailability.UNKNOWN, T0.plusSeconds(26)))
                .isEqualTo(Instant.MAX);
    }
}
