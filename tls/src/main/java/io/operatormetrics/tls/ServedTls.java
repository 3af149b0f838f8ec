package io.operatormetrics.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What connections are served with now: facts for metrics and status, no keys.
 *
 * @param generation 1 for the first set published, one more for each later one
 * @param serverChain leaf first
 * @param clientCas empty when no client certificate is verified
 */
public record ServedTls(
        long generation, Instant since, List<X509Certificate> serverChain, List<X509Certificate> clientCas) {

    public ServedTls {
        serverChain = List.copyOf(serverChain);
        clientCas = List.copyOf(clientCas);
    }
}
