package io.operatormetrics.operator.certificate;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

/**
 * The order of the CAs in a bundle. A verifier looks an issuer up by its name and, where the certificates have them, by key identifiers. Of two CAs of
 * one name and without identifiers OpenSSL tries the first alone, so that one has to be first which signed what is served.
 */
final class CaBundleOrder {

    private CaBundleOrder() {}

    /**
     * Each once; those that signed first, and the order as it was else.
     *
     * @param chain what is served, leaf first; may be empty
     */
    static List<X509Certificate> of(List<X509Certificate> trusted, List<X509Certificate> chain) {
        List<X509Certificate> distinct = trusted.stream().distinct().toList();
        List<X509Certificate> signers =
                distinct.stream().filter(ca -> signed(ca, chain)).toList();
        return Stream.concat(signers.stream(), distinct.stream()).distinct().toList();
    }

    private static boolean signed(X509Certificate ca, List<X509Certificate> chain) {
        return chain.stream()
                .filter(certificate -> certificate.getIssuerX500Principal().equals(ca.getSubjectX500Principal()))
                .anyMatch(certificate -> {
                    try {
                        certificate.verify(ca.getPublicKey());
                        return true;
                    } catch (GeneralSecurityException another) {
                        return false;
                    }
                });
    }
}
