package io.operatormetrics.tls;

import io.netty.handler.ssl.ApplicationProtocolNames;

import java.security.PublicKey;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What of a ClientHello is refused before the TLS implementation sees it, since it would go on: protocols (ALPN) that do not include ours,
 * and TLS 1.2 with SHA-1 signatures, which BoringSSL makes where a client has nothing better (RFC 9155).
 *
 * @param least version that is spoken
 * @param key the server's
 */
record ClientHelloCheck(TlsVersion least, PublicKey key) {

    private static final int HANDSHAKE_FAILURE = 40;
    private static final int NO_APPLICATION_PROTOCOL = 120;

    /** With SHA-256 or better: PKCS #1 v1.5, then PSS. */
    private static final Set<Integer> OF_RSA_KEYS = Set.of(0x0401, 0x0501, 0x0601, 0x0804, 0x0805, 0x0806);

    private static final Set<Integer> OF_EC_KEYS = Set.of(0x0403, 0x0503, 0x0603);

    private static final Set<Integer> OF_EDWARDS_KEYS = Set.of(0x0807, 0x0808);

    /** The alert that ends the handshake before it begins; none where the TLS implementation is to go on. */
    OptionalInt alert(ClientHello hello) {
        boolean tls13 = hello.versions().contains(ClientHello.TLS_1_3);
        boolean tls12 =
                !tls13 && least == TlsVersion.TLS_1_2 && hello.versions().contains(ClientHello.TLS_1_2);
        if (tls12 && hello.signatureSchemes().stream().noneMatch(schemes()::contains)) {
            // A client that names none means SHA-1 (RFC 5246 section 7.4.1.4.1).
            return OptionalInt.of(HANDSHAKE_FAILURE);
        }
        return (tls12 || tls13) && isForeign(hello) ? OptionalInt.of(NO_APPLICATION_PROTOCOL) : OptionalInt.empty();
    }

    private Set<Integer> schemes() {
        return switch (key.getAlgorithm()) {
            case "RSA" -> OF_RSA_KEYS;
            case "EC" -> OF_EC_KEYS;
            default -> OF_EDWARDS_KEYS;
        };
    }

    private static boolean isForeign(ClientHello hello) {
        return hello.applicationProtocols()
                .filter(protocols -> !protocols.isEmpty() && !protocols.contains(ApplicationProtocolNames.HTTP_1_1))
                .isPresent();
    }
}
