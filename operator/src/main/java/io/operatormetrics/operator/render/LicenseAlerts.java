package io.operatormetrics.operator.render;

import java.util.List;

/** The alerts on a licence that runs out. Their value is what is left, in seconds; negative after expiry. */
final class LicenseAlerts {

    private static final String LEFT = "min by (package) (tigera_operator_license_expiry_timestamp_seconds) - time()";

    private static final String LICENSE = "Tigera license (package {{ $labels.package }})";

    private static final Alert WARNING = new Alert(
            "LicenseExpiringWarning",
            Alert.Severity.WARNING,
            "(\n  " + LEFT + " >= 7 * 24 * 3600\n) < 30 * 24 * 3600",
            null,
            LICENSE + " expires in less than 30 days",
            LICENSE + " expires in {{ $value | humanizeDuration }}. Ask Tigera for a new one and apply it.");

    /** Invalid counts by itself too: a licence whose expiry cannot be told can still be known to be invalid. */
    private static final Alert CRITICAL = new Alert(
            "LicenseExpiringCritical",
            Alert.Severity.CRITICAL,
            LEFT + " < 7 * 24 * 3600\nor\nmin by (package) (tigera_operator_license_valid) == 0",
            null,
            LICENSE
                    + " {{ if gt $value 0.0 }}expires in less than 7 days{{ else if lt $value 0.0 }}has expired{{ else }}is not"
                    + " valid{{ end }}",
            LICENSE
                    + " {{ if gt $value 0.0 }}expires in {{ $value | humanizeDuration }}{{ else if lt $value 0.0 }}has expired;"
                    + " while tigera_operator_license_valid is 1 its grace period still runs{{ else }}is not valid: see its"
                    + " conditions{{ end }}. Ask Tigera for a new one and apply it.");

    static final List<Alert> ALL = List.of(WARNING, CRITICAL);

    private LicenseAlerts() {}
}
