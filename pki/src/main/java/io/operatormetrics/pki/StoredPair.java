package io.operatormetrics.pki;

/**
 * A key pair as a Secret holds it, before anybody looked into it.
 *
 * @param origin where it was read, for messages: {@code Secret a-namespace/server-tls}
 * @param certificatePem the chain, leaf first; empty when there is none
 * @param keyPem unencrypted; empty when there is none
 */
public record StoredPair(String origin, String certificatePem, String keyPem) {

    /** Names the origin; never the key. */
    @Override
    public String toString() {
        return origin;
    }
}
