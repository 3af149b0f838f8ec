package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.kube.ObjectMeta;
import io.operatormetrics.operator.license.LicenseKey;
import io.operatormetrics.operator.status.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
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
        assertThat(LicenseFindings.lookAgain(license, now)).isEqualTo(Optional.ofNullable(next));
    }

    @Test
    void saysNothingOfALicenceThatDoesNotExpire() {
        LicenseKey license = new LicenseKey(new ObjectMeta("default", null, "1"), null);
        Instant now = Instant.parse("2026-06-01T00:00:00Z");

        assertThat(LicenseFindings.of(license, now)).isEmpty();
        assertThat(LicenseFindings.lookAgain(license, now)).isEmpty();
    }

    private static LicenseKey license(String expiry, String grace) {
        return new LicenseKey(new ObjectMeta("default", null, "1"), new LicenseKey.Status(expiry, grace, "Enterprise"));
    }
}
