package io.operatormetrics.operator.collector;

import java.util.Set;

/**
 * Of how many Secrets of one namespace certificates are served.
 *
 * @param unlimited namespaces of which all are
 */
public record CertificateLimit(int perNamespace, Set<String> unlimited) {

    public CertificateLimit {
        unlimited = Set.copyOf(unlimited);
    }

    int of(String namespace) {
        return unlimited.contains(namespace) ? Integer.MAX_VALUE : perNamespace;
    }
}
