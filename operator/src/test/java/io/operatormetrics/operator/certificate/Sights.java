package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.CaRecord;
import io.operatormetrics.operator.kube.CaSecret;
import io.operatormetrics.operator.kube.InstallationCa;
import io.operatormetrics.operator.kube.PemSecret;
import io.operatormetrics.operator.kube.Sight;

/** One object of which nothing is known, or that may not be read, while all others are seen. */
enum Sights {
    INSTALLATION_UNKNOWN("InstallationNotRead", "tigera-operator-tls"),
    INSTALLATION_FORBIDDEN("InstallationForbidden", "tigera-operator-tls"),
    CA_UNKNOWN("CANotRead", "tigera-operator-tls"),
    CA_BROKEN("CAUnreadable", "tigera-operator-tls"),
    RECORD_UNKNOWN("CARecordNotRead", "tigera-operator-tls"),
    RECORD_FORBIDDEN("CARecordForbidden", "tigera-operator-metrics-ca"),
    SERVER_UNKNOWN("ServerCertificateNotRead", "tigera-operator-tls"),
    SERVER_FORBIDDEN("ServerCertificateForbidden", "tigera-operator-tls");

    final String reason;
    final String untouched;

    Sights(String reason, String untouched) {
        this.reason = reason;
        this.untouched = untouched;
    }

    CertificatePlan plan(Planning planning) {
        CertificateInputs all = planning.cluster.inputs();
        Sight<InstallationCa> installation = switch (this) {
            case INSTALLATION_UNKNOWN -> new Sight.Unknown<>();
            case INSTALLATION_FORBIDDEN -> new Sight.Unreadable<>(ApiFailure.ofCode(403, "forbidden"));
            default -> all.installation();
        };
        Sight<CaSecret> ca = switch (this) {
            case CA_UNKNOWN -> new Sight.Unknown<>();
            case CA_BROKEN -> new Sight.Unreadable<>(ApiFailure.ofCode(500, "etcd is down"));
            default -> all.ca();
        };
        Sight<CaRecord> record = switch (this) {
            case RECORD_UNKNOWN -> new Sight.Unknown<>();
            case RECORD_FORBIDDEN -> new Sight.Unreadable<>(ApiFailure.ofCode(403, "forbidden"));
            default -> all.record();
        };
        Sight<PemSecret> server = switch (this) {
            case SERVER_UNKNOWN -> new Sight.Unknown<>();
            case SERVER_FORBIDDEN -> new Sight.Unreadable<>(ApiFailure.ofCode(403, "forbidden"));
            default -> all.server();
        };
        return planning.plan(new CertificateInputs(
                all.ownership(),
                all.installationApi(),
                all.aloneFrom(),
                installation,
                ca,
                all.caKey(),
                record,
                server,
                all.client(),
                all.clientCopy(),
                all.requests()));
    }
}
