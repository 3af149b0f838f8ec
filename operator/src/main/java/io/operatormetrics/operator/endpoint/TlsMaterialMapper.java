package io.operatormetrics.operator.endpoint;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.cache.Observed.Absent;
import io.operatormetrics.kubernetes.cache.Observed.Pending;
import io.operatormetrics.kubernetes.cache.Observed.Present;
import io.operatormetrics.kubernetes.cache.Observed.Unreadable;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.state.CaSecret;
import io.operatormetrics.operator.state.Installation;
import io.operatormetrics.operator.state.TlsSecret;
import io.operatormetrics.tls.TlsMaterial.Loaded;
import io.operatormetrics.tls.TlsMaterial.Missing;
import io.operatormetrics.tls.TlsMaterial.Part;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Maps the observed Secrets and Installation to parts of TLS material, with a remedy for each missing one. Pure. */
final class TlsMaterialMapper {
    static final String NOT_READ_YET = "not read yet; waiting for the API server";

    private static final String INSTALLATION_CA = "Installation default, spec.certificateManagement.caCert";

    private TlsMaterialMapper() {}

    /** What the endpoint serves with. */
    static PairParts serverPair(TlsSecretRefs secrets, Observed<TlsSecret> observed) {
        return pair(secrets.server(), observed, secrets.whenServerIsNotFound());
    }

    /** What Prometheus presents. */
    static PairParts clientPair(NamespacedName secret, Observed<TlsSecret> observed) {
        return pair(secret, observed, "not found; the manager of the monitoring stack creates it");
    }

    /** Members {@code tls.crt} and {@code tls.key} if both exist, else {@code cert} and {@code key}. */
    private static PairParts pair(NamespacedName secret, Observed<TlsSecret> observed, String whenNotFound) {
        String origin = "Secret " + secret;
        if (!(observed instanceof Present<TlsSecret>(TlsSecret found))) {
            Missing missing = new Missing(origin, remedy(observed, whenNotFound, secretRule(secret)));
            return new PairParts(missing, missing);
        }
        TlsSecret.Data data = found.data() == null ? new TlsSecret.Data(null, null, null, null) : found.data();
        boolean older = (isEmpty(data.tlsCertificate()) || isEmpty(data.tlsKey()))
                && !isEmpty(data.cert())
                && !isEmpty(data.key());
        return older
                ? new PairParts(member(origin, "cert", data.cert()), member(origin, "key", data.key()))
                : new PairParts(
                        member(origin, "tls.crt", data.tlsCertificate()), member(origin, "tls.key", data.tlsKey()));
    }

    /**
     * The CA that client certificates must chain to: the Installation's where it names one, else that of the CA Secret. As long as the
     * Installation cannot be asked there is none, since trusting the wrong one would let strangers in.
     *
     * @param installations whether the API of Installations is served
     */
    static Part clientCa(
            ApiAvailability installations,
            Observed<Installation> installation,
            TlsSecretRefs secrets,
            Observed<CaSecret> observed) {
        return switch (installations) {
            case UNKNOWN -> new Missing(INSTALLATION_CA, "not known yet whether this API is served");
            case ABSENT -> caOfSecret(secrets, observed);
            case SERVED ->
                switch (installation) {
                    case Present<Installation>(Installation found)
                    when found.caCertificate() != null -> decoded(INSTALLATION_CA, found.caCertificate());
                    case Present<Installation> _, Absent<Installation> _ -> caOfSecret(secrets, observed);
                    case Pending<Installation> _, Unreadable<Installation> _ ->
                        new Missing(
                                INSTALLATION_CA,
                                remedy(
                                        installation,
                                        "",
                                        "a ClusterRole with apiGroups [operator.tigera.io], resources [installations],"
                                                + " verbs [list, watch]"));
                };
        };
    }

    private static Part caOfSecret(TlsSecretRefs secrets, Observed<CaSecret> observed) {
        String origin = "Secret " + secrets.ca();
        if (!(observed instanceof Present<CaSecret>(CaSecret found))) {
            return new Missing(origin, remedy(observed, secrets.whenCaIsNotFound(), secretRule(secrets.ca())));
        }
        return member(
                origin, "tls.crt", found.data() == null ? null : found.data().certificate());
    }

    private static <T> String remedy(Observed<T> observed, String whenNotFound, String rule) {
        return switch (observed) {
            case Pending<T> _ -> NOT_READ_YET;
            case Absent<T> _ -> whenNotFound;
            case Unreadable<T>(ApiException failure)
            when failure.kind() == ApiException.Kind.FORBIDDEN ->
                "may not be read; the operator's service account needs " + rule;
            case Unreadable<T>(ApiException failure) -> "cannot be read: " + failure.message();
            case Present<T> _ -> "found";
        };
    }

    private static String secretRule(NamespacedName secret) {
        return "a Role in namespace " + secret.namespace()
                + " with apiGroups [\"\"], resources [secrets], resourceNames [" + secret.name()
                + "], verbs [list, watch]";
    }

    private static Part member(String secretOrigin, String name, @Nullable String base64) {
        String origin = secretOrigin + ", key " + name;
        return base64 == null || base64.isEmpty()
                ? new Missing(origin, "the Secret is there, but this key is absent or empty")
                : decoded(origin, base64);
    }

    /** Line ends are no garbage: the Tigera operator's decoder skips them, and people write long values in lines. */
    private static Part decoded(String origin, String base64) {
        try {
            byte[] pem = Base64.getDecoder().decode(base64.replace("\r", "").replace("\n", ""));
            return new Loaded(origin, new String(pem, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            // Not the message: it may quote the value.
            return new Missing(origin, "is not base64");
        }
    }

    private static boolean isEmpty(@Nullable String value) {
        return value == null || value.isEmpty();
    }
}
