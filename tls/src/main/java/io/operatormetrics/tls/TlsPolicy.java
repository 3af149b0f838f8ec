package io.operatormetrics.tls;

import java.util.List;

/**
 * How TLS is spoken, whatever the material: decided once at start.
 *
 * @param cipherSuites IANA names of TLS 1.2 suites; empty for the secure defaults
 */
public record TlsPolicy(
        ClientAuth clientAuth,
        TlsVersion minVersion,
        List<String> cipherSuites,
        TlsProvider provider,
        AllowedNames allowedNames) {

    public TlsPolicy {
        cipherSuites = List.copyOf(cipherSuites);
    }
}
