package io.operatormetrics.operator.settings;

import io.operatormetrics.server.settings.Setting;
import io.operatormetrics.server.settings.SettingsReader;
import io.operatormetrics.server.settings.ValueSyntax;

import java.time.Duration;

/**
 * How certificates are kept in the cluster, and how many are served.
 *
 * @param names of the two pairs and of the CA bundle
 * @param caNamespace where Secret {@code tigera-ca-private} is
 * @param caOverlap how long each step of a change of CA waits
 * @param perNamespace of how many Secrets of one namespace the expiry is served
 */
public record CertificateSettings(
        CertificateNames names, String caNamespace, CaCreation caCreation, Duration caOverlap, int perNamespace) {

    /** Whether a missing CA may be created. */
    public enum CaCreation {
        ALLOWED,
        FORBIDDEN,
        /** Once it is certain that no Go operator is to be expected, which would make it. */
        WITHOUT_GO_OPERATOR
    }

    static final Setting<String> METRICS_CA_NAMESPACE = Setting.open(
            "METRICS_CA_NAMESPACE",
            KubernetesSyntax.NAMESPACE,
            "OPERATOR_NAMESPACE",
            "Where Secret `tigera-ca-private` is; `" + Identity.UPSTREAM + "` adopts the CA of the Go operator");
    static final Setting<Boolean> METRICS_CREATE_CA = Setting.open(
            "METRICS_CREATE_CA",
            ValueSyntax.bool(),
            "`true`; where METRICS_CA_NAMESPACE is `" + Identity.UPSTREAM
                    + "`: `false` until the API of Installations has been absent for 30 s",
            "Whether Secret `tigera-ca-private` may be created where it is missing");
    static final Setting<Duration> METRICS_CA_OVERLAP = Setting.of(
            "METRICS_CA_OVERLAP",
            PrometheusDuration.ANY,
            "10m",
            "How long each step of a change of CA waits; 0 does all at once");
    static final Setting<Integer> CERTIFICATES_PER_NAMESPACE = Setting.of(
            "CERTIFICATES_PER_NAMESPACE",
            ValueSyntax.between(1, 1_000_000),
            "1000",
            "Secrets of one namespace whose expiry is served, those first that expire first; no limit for OPERATOR_NAMESPACE and `"
                    + Identity.UPSTREAM + "`");

    static CertificateSettings read(SettingsReader reader, Identity identity) {
        CertificateNames names = CertificateNames.read(reader, identity);
        String caNamespace = reader.find(METRICS_CA_NAMESPACE).orElse(identity.namespace());
        CaCreation unset = caNamespace.equals(Identity.UPSTREAM) ? CaCreation.WITHOUT_GO_OPERATOR : CaCreation.ALLOWED;
        return new CertificateSettings(
                names,
                caNamespace,
                reader.find(METRICS_CREATE_CA)
                        .map(allowed -> allowed ? CaCreation.ALLOWED : CaCreation.FORBIDDEN)
                        .orElse(unset),
                reader.read(METRICS_CA_OVERLAP),
                reader.read(CERTIFICATES_PER_NAMESPACE));
    }
}
