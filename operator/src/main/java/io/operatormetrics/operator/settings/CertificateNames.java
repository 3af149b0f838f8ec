package io.operatormetrics.operator.settings;

import io.operatormetrics.server.settings.Setting;
import io.operatormetrics.server.settings.SettingsReader;

import java.util.List;

/**
 * Names of the objects that hold certificates. Upstream's while OPERATOR_NAME is upstream's, else made from METRICS_SERVICE_NAME, so
 * that one setting moves them all.
 *
 * @param serverSecret the server's pair, in the operator's namespace
 * @param clientSecret the pair that Prometheus presents
 * @param caBundle the ConfigMap of what Prometheus trusts
 */
public record CertificateNames(String serverSecret, String clientSecret, String caBundle) {

    /** The name that the Go operator gives its own CA, and we ours. */
    public static final String CA_COMMON_NAME = "tigera-operator-signer";

    private static final Default SERVER = new Default("tigera-operator-tls", "-tls");
    private static final Default CLIENT = new Default("calico-node-prometheus-client-tls", "-client-tls");
    private static final Default BUNDLE = new Default("tigera-ca-bundle", "-ca-bundle");

    static final Setting<String> METRICS_TLS_SECRET =
            SERVER.setting("METRICS_TLS_SECRET", "Secret with the server's pair, in OPERATOR_NAMESPACE");
    static final Setting<String> METRICS_CLIENT_TLS_SECRET =
            CLIENT.setting("METRICS_CLIENT_TLS_SECRET", "Secret with the pair that Prometheus presents");
    static final Setting<String> METRICS_CA_BUNDLE =
            BUNDLE.setting("METRICS_CA_BUNDLE", "ConfigMap with the CAs that Prometheus trusts");

    /** The Secret with the CA's own key. */
    private static final String CA_SECRET = "tigera-ca-private";

    /** As many characters as a certificate's DNS name may have in one label, less {@code -client-tls}. */
    private static final int LONGEST_BASE = 52;

    static CertificateNames read(SettingsReader reader, Identity identity) {
        CertificateNames names = new CertificateNames(
                reader.find(METRICS_TLS_SECRET).orElse(SERVER.of(identity)),
                reader.find(METRICS_CLIENT_TLS_SECRET).orElse(CLIENT.of(identity)),
                reader.find(METRICS_CA_BUNDLE).orElse(BUNDLE.of(identity)));
        checkLength(reader, identity);
        checkNames(reader, names, identity.serviceName() + "-ca");
        return names;
    }

    private static void checkLength(SettingsReader reader, Identity identity) {
        if (identity.hasUpstreamNames()
                || reader.isSet(METRICS_CLIENT_TLS_SECRET)
                || identity.serviceName().length() <= LONGEST_BASE) {
            return;
        }
        Setting<String> origin =
                reader.isSet(Identity.METRICS_SERVICE_NAME) ? Identity.METRICS_SERVICE_NAME : Identity.OPERATOR_NAME;
        if (reader.areRight(origin)) {
            reader.reject(
                    origin,
                    "METRICS_SERVICE_NAME of at most " + LONGEST_BASE
                            + " characters, since METRICS_CLIENT_TLS_SECRET is not set and follows from it");
        }
    }

    /** No two alike, whichever is set: of a set and an unset one, the set one is blamed. */
    private static void checkNames(SettingsReader reader, CertificateNames names, String caRecord) {
        List<Named> all = List.of(
                new Named(METRICS_TLS_SECRET, names.serverSecret),
                new Named(METRICS_CLIENT_TLS_SECRET, names.clientSecret),
                new Named(METRICS_CA_BUNDLE, names.caBundle));
        for (Named one : all) {
            if (one.name.equals(CA_SECRET)) {
                reader.reject(one.setting, "another name than that of the CA's own Secret");
            }
            if (one.name.equals(caRecord) && !one.setting.equals(METRICS_CA_BUNDLE)) {
                reader.reject(one.setting, "another name than <METRICS_SERVICE_NAME>-ca, which keeps the previous CA");
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

    private record Default(String upstream, String suffix) {

        String of(Identity identity) {
            return identity.hasUpstreamNames() ? upstream : identity.serviceName() + suffix;
        }

        Setting<String> setting(String name, String meaning) {
            return Setting.open(
                    name,
                    KubernetesSyntax.OBJECT_NAME,
                    "`" + upstream + "` while OPERATOR_NAME is `" + Identity.UPSTREAM
                            + "`, else METRICS_SERVICE_NAME with `" + suffix + "` added",
                    meaning);
        }
    }
}
