package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.client.ObjectMeta;
import io.operatormetrics.operator.license.LicenseKey;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class LicenseFindingsTest {

    @ParameterizedTest(name = "at {0}: {1} {2}, next at {3}")
    @CsvSource(textBlock = """
            2026-05-31T23:59:59Z,     ,         ,                     2026-06-01T00:00:00.001Z
            2026-06-01T00:00:00Z,     ,         ,                     2026-06-01T00:00:00.001Z
            2026-06-01T00:00:00.001Z, WARNING,  LicenseInGracePeriod, 2026-06-11T00:00:00.001Z
            2026-06-11T00:00:00Z,     WARNING,  LicenseInGracePeriod, 2026-06-11T00:00:00.001Z
            2026-06-11T00:00:00.001Z, DEGRADED, LicenseExpired,
            """)
    void warnsInTheGracePeriodAndIsDegradedAfterIt(Instant now, String severity, String reason, Instant next) {
        LicenseKey license = license("2026-06-01T00:00:00Z", "10d");

        Optional<Finding> finding = LicenseFindings.of(license, now);
        assertThat(finding.map(Finding::severity).map(Enum::name)).isEqualTo(Optional.ofNullable(severity));
        assertThat(finding.map(Finding::reason)).isEqualTo(Optional.ofNullable(reason));
        assertThat(LicenseFindings.requeueAt(license, now)).isEqualTo(Optional.ofNullable(next));
    }

    @ParameterizedTest(name = "at {0}: {1}")
    @CsvSource({
        "2026-05-31T00:00:00Z, LicenseInvalid",
        "2026-06-02T00:00:00Z, LicenseInGracePeriod",
        "2026-06-12T00:00:00Z, LicenseExpired"
    })
    void isDegradedWhereCalicoFindsItInvalid(Instant now, String reason) {
        LicenseKey license =
                license("2026-06-01T00:00:00Z", "10d", new LicenseKey.Condition("Valid", "False", "WrongCluster"));

        assertThat(LicenseFindings.of(license, now).map(Finding::reason)).contains(reason);
    }

    @Test
    void saysWhatCalicoSaysOfALicenceThatDoesNotExpire() {
        LicenseKey license = license(null, "", new LicenseKey.Condition("Valid", "False", "WrongCluster"));

        assertThat(LicenseFindings.of(license, Instant.parse("2026-06-01T00:00:00Z")))
                .contains(new Finding(
                        Severity.DEGRADED,
                        "LicenseInvalid",
                        "LicenseKey default: its condition Valid is False (WrongCluster): kubectl get licensekeys default -o yaml"
                                + " shows why; metrics and alerts stay"));
    }

    @Test
    void saysNothingOfALicenceThatDoesNotExpire() {
        LicenseKey license = new LicenseKey(new ObjectMeta("default", null, "1"), null);
        Instant now = Instant.parse("2026-06-01T00:00:00Z");

        assertThat(LicenseFindings.of(license, now)).isEmpty();
        assertThat(LicenseFindings.requeueAt(license, now)).isEmpty();
    }

    private static LicenseKey license(String expiry, String grace, LicenseKey.Condition... conditions) {
        return new LicenseKey(
                new ObjectMeta("default", null, "1"),
                new LicenseKey.Status(expiry, grace, "Enterprise", List.of(conditions)));
    }
}
