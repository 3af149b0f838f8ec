package io.operatormetrics.operator.kube;

import io.operatormetrics.operator.kube.Sight.Found;
import io.operatormetrics.tls.TlsMaterial.Missing;
import io.operatormetrics.tls.TlsMaterial.Part;
import io.operatormetrics.tls.TlsMaterial.Present;
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
public record ScrapeMaterial(PairParts pair, Part bundle) {

    public static ScrapeMaterial of(
            ObjectKey secret, Sight<PemSecret> pair, ObjectKey configMap, Sight<CaBundle> bundle) {
        return new ScrapeMaterial(pair(secret, pair), bundle(configMap, bundle));
    }

    /** Always these two members: the ServiceMonitor names them. */
    private static PairParts pair(ObjectKey secret, Sight<PemSecret> sight) {
        if (!(sight instanceof Found<PemSecret>(PemSecret found))) {
            Part missing = missing("Secret " + secret, sight);
            return new PairParts(missing, missing);
        }
        PemSecret.Data data = found.data();
        return new PairParts(
                new Present("Secret " + secret + ", key tls.crt", decoded(data == null ? null : data.tlsCertificate())),
                new Present("Secret " + secret + ", key tls.key", decoded(data == null ? null : data.tlsKey())));
    }

    private static Part bundle(ObjectKey configMap, Sight<CaBundle> sight) {
        if (!(sight instanceof Found<CaBundle>(CaBundle found))) {
            return missing("ConfigMap " + configMap, sight);
        }
        String certificates = found.data() == null ? null : found.data().certificates();
        return new Present(
                "ConfigMap " + configMap + ", key " + CaBundle.KEY, certificates == null ? "" : certificates);
    }

    private static <T> Missing missing(String origin, Sight<T> sight) {
        return new Missing(
                origin,
                sight instanceof Sight.Unreadable<T>(ApiFailure failure)
                        ? "cannot be read: " + failure.message()
                        : sight instanceof Sight.NotFound ? "not found" : MaterialParts.NOT_READ_YET);
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
