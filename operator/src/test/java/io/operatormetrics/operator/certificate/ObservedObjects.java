package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.operator.state.CaRotationSecret;
import io.operatormetrics.operator.state.CaSecret;
import io.operatormetrics.operator.state.Installation;
import io.operatormetrics.operator.state.TlsSecret;

/** One object of which nothing is known, or that may not be read, while all others are seen. */
enum ObservedObjects {
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

    ObservedObjects(String reason, String untouched) {
        this.reason = reason;
        this.untouched = untouched;
    }

    CertificatePlan plan(Planning planning) {
        CertificateInputs all = planning.cluster.inputs();
        Observed<Installation> installation = switch (this) {
            case INSTALLATION_UNKNOWN -> new Observed.Pending<>();
            case INSTALLATION_FORBIDDEN -> new Observed.Unreadable<>(ApiException.ofCode(403, "forbidden"));
            default -> all.installation();
        };
        Observed<CaSecret> ca = switch (this) {
            case CA_UNKNOWN -> new Observed.Pending<>();
            case CA_BROKEN -> new Observed.Unreadable<>(ApiException.ofCode(500, "etcd is down"));
            default -> all.ca();
        };
        Observed<CaRotationSecret> record = switch (this) {
            case RECORD_UNKNOWN -> new Observed.Pending<>();
            case RECORD_FORBIDDEN -> new Observed.Unreadable<>(ApiException.ofCode(403, "forbidden"));
            default -> all.record();
        };
        Observed<TlsSecret> server = switch (this) {
            case SERVER_UNKNOWN -> new Observed.Pending<>();
            case SERVER_FORBIDDEN -> new Observed.Unreadable<>(ApiException.ofCode(403, "forbidden"));
            default -> all.server();
        };
        return planning.plan(new CertificateInputs(
                all.managedMetadata(),
                all.installationApi(),
                all.aloneFrom(),
                installation,
                ca,
                all.caKeySource(),
                record,
                server,
                all.client(),
                all.clientCopy(),
                all.requests()));
    }
}
