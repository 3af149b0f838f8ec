package io.operatormetrics.operator.endpoint;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.cache.Observed.Present;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.state.CaBundle;
import io.operatormetrics.operator.state.TlsSecret;
import io.operatormetrics.tls.TlsMaterial.Loaded;
import io.operatormetrics.tls.TlsMaterial.Missing;
import io.operatormetrics.tls.TlsMaterial.Part;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What Prometheus scrapes with, as it stands in Prometheus's namespace. A part is missing only where its object is, or has not been read: a
 * key that is absent or no base64 is present and empty, since Prometheus would read it like that and fail.
 *
 * @param pair what it presents
 * @param bundle the CAs that it trusts
 */
public record ScrapeCredentials(PairParts pair, Part bundle) {

    public static ScrapeCredentials of(
            NamespacedName secret, Observed<TlsSecret> pair, NamespacedName configMap, Observed<CaBundle> bundle) {
        return new ScrapeCredentials(pair(secret, pair), bundle(configMap, bundle));
    }

    /** Always these two members: the ServiceMonitor names them. */
    private static PairParts pair(NamespacedName secret, Observed<TlsSecret> observed) {
        if (!(observed instanceof Present<TlsSecret>(TlsSecret found))) {
            Part missing = missing("Secret " + secret, observed);
            return new PairParts(missing, missing);
        }
        TlsSecret.Data data = found.data();
        return new PairParts(
                new Loaded("Secret " + secret + ", key tls.crt", decoded(data == null ? null : data.tlsCertificate())),
                new Loaded("Secret " + secret + ", key tls.key", decoded(data == null ? null : data.tlsKey())));
    }

    private static Part bundle(NamespacedName configMap, Observed<CaBundle> observed) {
        if (!(observed instanceof Present<CaBundle>(CaBundle found))) {
            return missing("ConfigMap " + configMap, observed);
        }
        String certificates = found.data() == null ? null : found.data().certificates();
        return new Loaded("ConfigMap " + configMap + ", key " + CaBundle.KEY, certificates == null ? "" : certificates);
    }

    private static <T> Missing missing(String origin, Observed<T> observed) {
        return new Missing(
                origin,
                observed instanceof Observed.Unreadable<T>(ApiException failure)
                        ? "cannot be read: " + failure.message()
                        : observed instanceof Observed.Absent ? "not found" : TlsMaterialMapper.NOT_READ_YET);
    }

    private static String decoded(@Nullable String base64) {
        try {
            return base64 == null
                    ? ""
                    : new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException quotesTheValue) {
            return "";
        }
    }
}
