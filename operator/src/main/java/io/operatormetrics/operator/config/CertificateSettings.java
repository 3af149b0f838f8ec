package io.operatormetrics.operator.config;

import io.operatormetrics.server.settings.Setting;
import io.operatormetrics.server.settings.SettingsReader;
import io.operatormetrics.server.settings.ValueSyntax;

import java.time.Duration;
import java.util.List;

/**
 * How certificates are kept in the cluster.
 *
 * @param serverSecret the server's pair, in the operator's namespace
 * @param clientSecret the pair that Prometheus presents
 * @param caBundle the ConfigMap of what Prometheus trusts
 * @param caOverlap how long each step of a change of CA waits
 */
public record CertificateSettings(
        String serverSecret, String clientSecret, String caBundle, CaCreation caCreation, Duration caOverlap) {

    /** Whether a missing CA may be created. */
    public enum CaCreation {
        ALLOWED,
        FORBIDDEN,
        /** Unless an Installation exists, whose operator makes it. */
        UNLESS_INSTALLATION
    }

    static final Setting<String> METRICS_TLS_SECRET = Setting.of(
            "METRICS_TLS_SECRET",
            KubernetesSyntax.OBJECT_NAME,
            "tigera-operator-tls",
            "Secret with the server's pair, in OPERATOR_NAMESPACE");
    static final Setting<String> METRICS_CLIENT_TLS_SECRET = Setting.of(
            "METRICS_CLIENT_TLS_SECRET",
            KubernetesSyntax.OBJECT_NAME,
            "calico-node-prometheus-client-tls",
            "Secret with the pair that Prometheus presents");
    static final Setting<String> METRICS_CA_BUNDLE = Setting.of(
            "METRICS_CA_BUNDLE",
            KubernetesSyntax.OBJECT_NAME,
            "tigera-ca-bundle",
            "ConfigMap with the CAs that Prometheus trusts");
    static final Setting<Boolean> METRICS_CREATE_CA = Setting.open(
            "METRICS_CREATE_CA",
            ValueSyntax.bool(),
            "`true` unless an Installation exists",
            "Whether Secret `tigera-ca-private` may be created where it is missing");
    static final Setting<Duration> METRICS_CA_OVERLAP = Setting.of(
            "METRICS_CA_OVERLAP",
            PrometheusDuration.ANY,
            "10m",
            "How long each step of a change of CA waits; 0 does all at once");

    /** The Secret with the CA's own key, which belongs to the whole cluster. */
    private static final String CA_SECRET = "tigera-ca-private";

    static CertificateSettings read(SettingsReader reader) {
        CertificateSettings settings = new CertificateSettings(
                reader.read(METRICS_TLS_SECRET),
                reader.read(METRICS_CLIENT_TLS_SECRET),
                reader.read(METRICS_CA_BUNDLE),
                reader.find(METRICS_CREATE_CA)
                        .map(allowed -> allowed ? CaCreation.ALLOWED : CaCreation.FORBIDDEN)
                        .orElse(CaCreation.UNLESS_INSTALLATION),
                reader.read(METRICS_CA_OVERLAP));
        checkNames(
                reader,
                List.of(
                        new Named(METRICS_TLS_SECRET, settings.serverSecret),
                        new Named(METRICS_CLIENT_TLS_SECRET, settings.clientSecret),
                        new Named(METRICS_CA_BUNDLE, settings.caBundle)));
        return settings;
    }

    /** No two alike, whoever was set: of a set and an unset one, the set one is blamed. */
    private static void checkNames(SettingsReader reader, List<Named> all) {
        for (Named one : all) {
            if (one.name.equals(CA_SECRET)) {
                reader.reject(one.setting, "another name than that of the CA's own Secret");
            }
            all.stream()
                    .filter(other -> !other.equals(one) && other.name.equals(one.name))
                    .filter(other -> reader.isSet(one.setting) && reader.areRight(one.setting, other.setting))
                    .findFirst()
                    .ifPresent(other -> reader.reject(
                            one.setting, "another name than " + other.setting.name() + ", which is the same"));
        }
    }

    private record Named(Setting<String> setting, String name) {}
}
