package io.operatormetrics.operator.collector;

import io.operatormetrics.operator.license.LicenseKey;
import io.operatormetrics.server.exposition.MetricFamily;
import io.operatormetrics.server.exposition.Series;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** How a LicenseKey becomes series: when it expires, and whether it is valid at a given moment. */
final class LicenseSeries {
    static final MetricFamily LICENSE_EXPIRY = MetricFamily.gauge(
            "tigera_operator_license_expiry_timestamp_seconds", "Unix timestamp of Tigera license expiry.", "package");
    static final MetricFamily LICENSE_VALID = MetricFamily.gauge(
            "tigera_operator_license_valid",
            "Whether the Tigera license is valid (including grace period). 1 = valid, 0 = invalid.",
            "package");

    private LicenseSeries() {}

    static List<Series> of(LicenseKey license, Instant now, LabelValueLimiter texts) {
        String product = license.status() == null ? null : license.status().product();
        String label =
                product == null || product.isEmpty() ? "Enterprise" : texts.cut(product, "package", license.key());
        List<Series> series = new ArrayList<>();
        license.expiry()
                .ifPresent(expiry -> series.add(Series.of(LICENSE_EXPIRY, (double) expiry.getEpochSecond(), label)));
        series.add(Series.of(LICENSE_VALID, license.isValid(now) ? 1 : 0, label));
        return series;
    }
}
