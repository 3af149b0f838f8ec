package io.operatormetrics.tls;

import io.netty.handler.ssl.OpenSsl;

import javax.net.ssl.SSLContext;

import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which cipher suites are spoken, by their IANA names. In TLS 1.2 those with an ephemeral key exchange (ECDHE) and authenticated
 * encryption (AEAD), as RFC 9325 section 4.2 recommends; TLS 1.3 has no others, and none to choose.
 */
public final class CipherSuites {

    /** Offered when nothing else is set, preferred first. */
    public static final List<String> DEFAULTS = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    static final List<String> TLS_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private static final Pattern OF_TLS_1_3 =
            Pattern.compile("TLS_(AES_(128|256)_(GCM|CCM|CCM_8)|CHACHA20_POLY1305|SM4_(GCM|CCM)|SHA(256|384))"
                    + "_SHA(256|384)|TLS_SM4_(GCM|CCM)_SM3|TLS_SHA(256|384)_SHA(256|384)");

    /** How names in the registry of IANA are built, close enough to tell a suite from a slip of the pen. */
    private static final Pattern OF_TLS_1_2 =
            Pattern.compile("TLS_(NULL|RSA|RSA_PSK|DHE?_(RSA|DSS|anon|PSK)|PSK|PSK_DHE"
                    + "|ECDHE?_(RSA|ECDSA|anon|PSK)|KRB5|SRP_SHA(_RSA|_DSS)?|(RSA|DH_anon|DHE?_(RSA|DSS)|KRB5)_EXPORT|ECCPWD)_WITH_"
                    + "(NULL|(RC2|DES)_CBC_40|RC4_(40|128)|DES40_CBC|DES_CBC|3DES_EDE_CBC|IDEA_CBC|SEED_CBC"
                    + "|(AES|CAMELLIA|ARIA)_(128|256)_(CBC|GCM)|AES_(128|256)_CCM(_8)?|CHACHA20_POLY1305)"
                    + "(_(NULL|MD5|SHA|SHA256|SHA384))?");

    private static final Pattern SECURE =
            Pattern.compile("TLS_ECDHE_(RSA|ECDSA)_WITH_(.*_(GCM|CCM|CCM_8)|CHACHA20_POLY1305)(_SHA256|_SHA384)?");

    private CipherSuites() {}

    /** What is wrong with choosing this suite, for people; empty when nothing is. */
    public static Optional<String> problem(String name, TlsProvider provider) {
        if (OF_TLS_1_3.matcher(name).matches()) {
            return Optional.of("of TLS 1.3, whose suites are all spoken and cannot be chosen");
        }
        if (!OF_TLS_1_2.matcher(name).matches()) {
            return Optional.of("unknown: take the IANA name of a TLS 1.2 suite, such as " + DEFAULTS.getFirst());
        }
        if (!SECURE.matcher(name).matches()) {
            return Optional.of("insecure: take one with ECDHE and an AEAD cipher, such as " + DEFAULTS.getFirst());
        }
        return supported(provider).contains(name)
                ? Optional.empty()
                : Optional.of("lacking in the TLS provider " + provider + "; it has " + String.join(", ", DEFAULTS));
    }

    /** Those of these suites of TLS 1.2 that sign with a key of this kind. */
    static List<String> fitting(List<String> suites, PrivateKey key) {
        String kind = key.getAlgorithm().equals("RSA") ? "TLS_ECDHE_RSA_" : "TLS_ECDHE_ECDSA_";
        return suites.stream().filter(suite -> suite.startsWith(kind)).toList();
    }

    private static Set<String> supported(TlsProvider provider) {
        return switch (provider) {
            case BORINGSSL ->
                // Where the library cannot be loaded nothing can be asked, and ServerTls.start() says so.
                OpenSsl.isAvailable() ? OpenSsl.availableJavaCipherSuites() : Set.copyOf(DEFAULTS);
            case JDK -> jdkSuites();
        };
    }

    private static Set<String> jdkSuites() {
        try {
            return Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
