package io.operatormetrics.operator.selfcheck;

import io.operatormetrics.tls.ServedTls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

/**
 * The CAs that Prometheus trusts, derived from what is served: those that sign for both sides, and what the server's own chain brings
 * along. That is how the bundle for Prometheus is made.
 */
final class PrometheusTrust {

    private PrometheusTrust() {}

    static List<X509Certificate> of(ServedTls served) {
        List<X509Certificate> chain = served.serverChain();
        return Stream.concat(
                        served.clientCas().stream(),
                        ofChain(chain, served.clientCas().isEmpty()))
                .distinct()
                .toList();
    }

    /** @param alone whether no other CA is known: then names and dates can be checked, and no more */
    private static Stream<X509Certificate> ofChain(List<X509Certificate> chain, boolean alone) {
        X509Certificate leaf = chain.getFirst();
        boolean selfSigned = leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal());
        return chain.size() == 1 && (selfSigned || alone)
                ? Stream.of(leaf)
                : chain.stream().skip(1);
    }
}
