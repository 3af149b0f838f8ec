package io.operatormetrics.tls;

import java.util.List;

/** Policies that differ from the default in one thing. */
final class Policies {
    static final TlsPolicy DEFAULT = of(TlsProvider.BORINGSSL);

    private Policies() {}

    static TlsPolicy of(TlsProvider provider) {
        return of(provider, ClientAuth.REQUIRE_AND_VERIFY);
    }

    static TlsPolicy of(TlsProvider provider, ClientAuth clientAuth) {
        return new TlsPolicy(clientAuth, TlsVersion.TLS_1_2, List.of(), provider, new AllowedNames.Any());
    }

    static TlsPolicy of(TlsProvider provider, AllowedNames names) {
        return new TlsPolicy(ClientAuth.REQUIRE_AND_VERIFY, TlsVersion.TLS_1_2, List.of(), provider, names);
    }

    static TlsPolicy of(TlsProvider provider, TlsVersion minVersion) {
        return new TlsPolicy(ClientAuth.REQUIRE_AND_VERIFY, minVersion, List.of(), provider, new AllowedNames.Any());
    }

    static TlsPolicy of(TlsProvider provider, List<String> cipherSuites) {
        return new TlsPolicy(
                ClientAuth.REQUIRE_AND_VERIFY, TlsVersion.TLS_1_2, cipherSuites, provider, new AllowedNames.Any());
    }
}
