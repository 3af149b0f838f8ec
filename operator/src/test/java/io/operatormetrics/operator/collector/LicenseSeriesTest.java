package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.client.ObjectMeta;
import io.operatormetrics.operator.license.LicenseKey;
import io.operatormetrics.server.exposition.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

import static io.operatormetrics.operator.collector.LicenseSeries.LICENSE_EXPIRY;
import static io.operatormetrics.operator.collector.LicenseSeries.LICENSE_VALID;
import static org.assertj.core.api.Assertions.assertThat;

class LicenseSeriesTest {

    private static final LabelValueLimiter TEXTS = new LabelValueLimiter("license");
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @ParameterizedTest(name = "expiry {0}, grace {1}, at {2}: {3}")
    @CsvSource(textBlock = """
            2026-06-01T00:00:00Z,      ,                              2026-05-31T23:59:59Z,           1
            2026-06-01T00:00:00Z,      ,                              2026-06-01T00:00:00Z,           1
            2026-06-01T00:00:00Z,      ,                              2026-06-01T00:00:00.000000001Z, 0
            2026-06-01T00:00:00Z,      '',                            2026-06-01T00:00:01Z,           0
            2026-06-01T00:00:00Z,      0d,                            2026-06-01T00:00:01Z,           0
            2026-06-01T00:00:00Z,      soon,                          2026-06-01T00:00:01Z,           0
            2026-06-01T00:00:00Z,      90d,                           2026-06-01T00:00:01Z,           1
            2026-06-01T00:00:00Z,      90d,                           2026-08-30T00:00:00Z,           1
            2026-06-01T00:00:00Z,      90d,                           2026-08-30T00:00:01Z,           0
            2026-06-01T02:00:00+02:00, 1d,                            2026-06-02T00:00:00Z,           1
            2026-06-01T02:00:00+02:00, 1d,                            2026-06-02T00:00:01Z,           0
            2026-06-01T00:00:00Z,      99999999999999999999999999999d, 9999-12-31T23:59:59Z,          1
            9999-12-31T23:59:59Z,      99999999999999999999999999999d, 9999-12-31T23:59:59Z,          1
            0001-01-02T00:00:00Z,      ,                              2026-06-01T00:00:00Z,           0
            """)
    void licenceIsInvalidStrictlyAfterExpiryPlusGrace(String expiry, String grace, Instant now, double valid) {
        Instant parsed = OffsetDateTime.parse(expiry).toInstant();

        assertThat(LicenseSeries.of(license(expiry, grace, "Enterprise"), now, TEXTS))
                .containsExactly(
                        Series.of(LICENSE_EXPIRY, (double) parsed.getEpochSecond(), "Enterprise"),
                        Series.of(LICENSE_VALID, valid, "Enterprise"));
    }

    @ParameterizedTest(name = "expiry \"{0}\"")
    @NullSource
    @ValueSource(
            strings = {
                "",
                "never",
                "2026-01-01",
                "2026-01-01T00:00:00",
                "2026-02-30T00:00:00Z",
                // How Go writes a time that is not set.
                "0001-01-01T00:00:00Z",
                // Go reads years of four digits only, and with any grace period these would leave the range of
                // instants.
                "+10000-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59Z",
                "-0001-12-31T23:59:59Z",
                "-999999999-01-01T00:00:00Z"
            })
    void licenceWithoutReadableExpiryIsValidAndHasNoExpirySeries(String expiry) {
        assertThat(LicenseSeries.of(license(expiry, "99999999999d", "Enterprise"), NOW, TEXTS))
                .containsExactly(Series.of(LICENSE_VALID, 1, "Enterprise"));
    }

    @ParameterizedTest(name = "\"{0}\" -> {1}")
    @CsvSource(textBlock = """
            ,             Enterprise
            '',           Enterprise
            Enterprise,   Enterprise
            CloudPro,     CloudPro
            'a "b" c',    'a "b" c'
            """)
    void emptyPackageIsEnterprise(String product, String label) {
        assertThat(LicenseSeries.of(license("2026-01-01T00:00:00Z", "", product), NOW, TEXTS))
                .extracting(Series::labelValues)
                .allSatisfy(labels -> assertThat(labels).containsExactly(label))
                .hasSize(2);
    }

    @ParameterizedTest(name = "expiry {0}, 10 days of grace, Valid={1}, at {2}: {3}")
    @CsvSource(textBlock = """
            2026-06-01T00:00:00Z, False,   2026-05-31T00:00:00Z, 0
            2026-06-01T00:00:00Z, False,   2026-06-01T00:00:00Z, 0
            2026-06-01T00:00:00Z, False,   2026-06-02T00:00:00Z, 1
            2026-06-01T00:00:00Z, False,   2026-06-11T00:00:01Z, 0
            2026-06-01T00:00:00Z, True,    2026-06-11T00:00:01Z, 0
            2026-06-01T00:00:00Z, True,    2026-05-31T00:00:00Z, 1
            2026-06-01T00:00:00Z, Unknown, 2026-05-31T00:00:00Z, 1
            ,                     False,   2026-05-31T00:00:00Z, 0
            ,                     True,    2026-05-31T00:00:00Z, 1
            """)
    void licenceThatCalicoFindsInvalidIsInvalidBeforeItsGracePeriod(
            String expiry, String valid, Instant now, double value) {
        LicenseKey license = new LicenseKey(
                meta(),
                new LicenseKey.Status(
                        expiry,
                        "10d",
                        "Enterprise",
                        List.of(
                                new LicenseKey.Condition("Ready", "False", "Other"),
                                new LicenseKey.Condition("Valid", valid, "WrongCluster"))));

        assertThat(LicenseSeries.of(license, now, TEXTS)).contains(Series.of(LICENSE_VALID, value, "Enterprise"));
    }

    @Test
    void licenceWithoutStatusIsAValidEnterpriseOne() {
        assertThat(LicenseSeries.of(new LicenseKey(meta(), null), NOW, TEXTS))
                .containsExactly(Series.of(LICENSE_VALID, 1, "Enterprise"));
    }

    private static LicenseKey license(String expiry, String grace, String product) {
        return new LicenseKey(meta(), new LicenseKey.Status(expiry, grace, product, null));
    }

    private static ObjectMeta meta() {
        return new ObjectMeta("default", null, "1");
    }
}
