package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import io.operatormetrics.operator.license.LicenseKey;
import io.operatormetrics.server.exposition.ContentCoding;
import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.exposition.ExpositionFormat;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.server.exposition.NameFilter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class LicenseSinkTest {

    private static final Instant EXPIRY = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant LAST_VALID = Instant.parse("2026-06-03T00:00:00Z");

    private final ExpositionStore store = new ExpositionStore();
    private final TurnedClock clock = new TurnedClock(EXPIRY);
    private final LicenseSink sink = new LicenseSink(
            new ObjectSeries("license", store), new LabelValueLimiter("license"), clock, clock.scheduler());

    @BeforeEach
    void register() {
        store.register(LicenseSeries.LICENSE_EXPIRY);
        store.register(LicenseSeries.LICENSE_VALID);
    }

    @AfterEach
    void close() {
        clock.close();
    }

    @Test
    void turnsInvalidAtItsInstantWithoutAnyEvent() {
        sink.put(license("default", "2d"));

        clock.turnTo(LAST_VALID);
        assertThat(exposition()).isEqualTo("""
                # HELP tigera_operator_license_expiry_timestamp_seconds Unix timestamp of Tigera license expiry.
                # TYPE tigera_operator_license_expiry_timestamp_seconds gauge
                tigera_operator_license_expiry_timestamp_seconds{package="Enterprise"} 1.780272E9
                # HELP tigera_operator_license_valid Whether the Tigera license is valid (including grace period). 1 = valid, 0 = invalid.
                # TYPE tigera_operator_license_valid gauge
                tigera_operator_license_valid{package="Enterprise"} 1.0
                """);

        clock.turnTo(LAST_VALID.plusMillis(1));
        assertThat(valid()).endsWith(" 0.0");
    }

    @Test
    void sleepsAMinuteAtMostAndOnlyOnce() {
        clock.turnTo(EXPIRY.plusSeconds(1));
        sink.put(license("default", "2d"));
        sink.put(license("default", "1d"));
        sink.put(license("default", "2d"));

        assertThat(clock.due()).containsExactly(EXPIRY.plusSeconds(61));
    }

    @Test
    void wakesUpJustAfterTheLastValidMoment() {
        clock.turnTo(LAST_VALID.minusMillis(500));
        sink.put(license("default", "2d"));

        assertThat(clock.due()).containsExactly(LAST_VALID.plusMillis(1));
    }

    @Test
    void turnsValidForItsGracePeriodThoughCalicoSaysThatItIsNot() {
        clock.turnTo(EXPIRY.minusMillis(500));
        sink.put(license("default", "2d", new LicenseKey.Condition("Valid", "False", "Expired")));
        assertThat(valid()).endsWith(" 0.0");
        assertThat(clock.due()).containsExactly(EXPIRY.plusMillis(1));

        clock.turnTo(EXPIRY.plusMillis(1));
        assertThat(valid()).endsWith(" 1.0");
    }

    @Test
    void noticesWithinAMinuteThatTheClockWasSet() {
        sink.put(license("default", "2d"));
        clock.setTo(LAST_VALID.plus(Duration.ofDays(1)));
        assertThat(valid()).endsWith(" 1.0");

        clock.turnTo(LAST_VALID.plus(Duration.ofDays(1)).plusSeconds(60));
        assertThat(valid()).endsWith(" 0.0");

        clock.setTo(EXPIRY);
        clock.turnTo(EXPIRY.plusSeconds(60));
        assertThat(valid()).endsWith(" 1.0");
    }

    @Test
    void renewedLicenceIsValidAtOnce() {
        clock.turnTo(LAST_VALID.plusSeconds(1));
        sink.put(license("default", "2d"));
        assertThat(valid()).endsWith(" 0.0");

        sink.put(license("default", "3d"));
        assertThat(valid()).endsWith(" 1.0");
    }

    @Test
    void deletedLicenceLeavesNoSeriesAndNothingScheduled() {
        sink.put(license("default", "2d"));

        sink.remove(new NamespacedName("", "default"));

        assertThat(exposition()).isEmpty();
        assertThat(clock.due()).isEmpty();
    }

    @Test
    void onlyTheLicenceNamedDefaultCounts() {
        sink.put(license("other", "2d"));
        assertThat(exposition()).isEmpty();

        sink.put(license("default", "2d"));
        sink.remove(new NamespacedName("", "other"));
        assertThat(valid()).endsWith(" 1.0");
    }

    private static LicenseKey license(String name, String grace, LicenseKey.Condition... conditions) {
        return new LicenseKey(
                new ObjectMeta(name, null, "1"),
                new LicenseKey.Status(EXPIRY.toString(), grace, "Enterprise", List.of(conditions)));
    }

    private String valid() {
        return exposition().lines().reduce("", (before, line) -> line);
    }

    private String exposition() {
        return new String(
                new Exposition(store, new PrometheusRegistry())
                        .render(ExpositionFormat.TEXT, ContentCoding.IDENTITY, NameFilter.ALL)
                        .toByteArray(),
                StandardCharsets.UTF_8);
    }
}
