package io.operatormetrics.operator.render;

import java.util.List;

/** The alerts on certificates that run out. Their value is what is left, in seconds; negative after expiry. */
final class CertificateAlerts {

    private static final String LEFT =
            "min by (namespace, name, issuer) (tigera_operator_tls_certificate_expiry_timestamp_seconds) - time()";

    private static final String SECRET = "TLS certificate {{ $labels.namespace }}/{{ $labels.name }}";

    private static final String TO_DO =
            "What the operator issues, it rotates before this alert; what a user provided has to be replaced by hand.";

    /** 30 days less 8 hours: what the operator rotates by itself, 30 days before the end, has been rotated by then. */
    private static final Alert WARNING = new Alert(
            "TLSCertExpiringWarning",
            Alert.Severity.WARNING,
            "(\n  " + LEFT + " >= 7 * 24 * 3600\n) < (30 * 24 - 8) * 3600",
            null,
            SECRET + " expires in less than 30 days",
            SECRET
                    + "{{ with $labels.issuer }}, issued by {{ . }},{{ end }} expires in {{ $value | humanizeDuration }}. "
                    + TO_DO);

    private static final Alert CRITICAL = new Alert(
            "TLSCertExpiringCritical",
            Alert.Severity.CRITICAL,
            LEFT + " < 7 * 24 * 3600",
            null,
            SECRET + " {{ if gt $value 0.0 }}expires in less than 7 days{{ else }}has expired{{ end }}",
            SECRET + "{{ with $labels.issuer }}, issued by {{ . }},{{ end }} {{ if gt $value 0.0 }}expires in"
                    + " {{ $value | humanizeDuration }}{{ else }}expired"
                    + " {{ $value | humanizeDuration | reReplaceAll \"^-\" \"\" }} ago{{ end }}. " + TO_DO);

    static final List<Alert> ALL = List.of(WARNING, CRITICAL);

    private CertificateAlerts() {}
}
