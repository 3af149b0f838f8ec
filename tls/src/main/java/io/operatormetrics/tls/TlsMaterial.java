package io.operatormetrics.tls;

/**
 * One reading of what a source holds: PEM text that nobody has looked into yet.
 *
 * @param serverCertificate PEM, leaf first
 * @param serverKey PEM, unencrypted
 * @param clientCa PEM bundle of the CAs that client certificates must chain to; ignored where nothing is verified
 */
public record TlsMaterial(Part serverCertificate, Part serverKey, Part clientCa) {

    /** One of the three, or why it is not there. */
    public sealed interface Part {
        /** Where it was looked for: {@code Secret a-namespace/server-tls, key tls.crt} or a path. */
        String origin();
    }

    /**
     * The bytes as read, one char each (ISO 8859-1), so that two readings can be compared. Never printed: {@code toString} names the
     * origin only.
     */
    public record Loaded(String origin, String pem) implements Part {
        @Override
        public String toString() {
            return origin;
        }
    }

    /**
     * Not there.
     *
     * @param remedy what is the matter and who makes it, for people: {@code not found; cert-manager creates it}
     */
    public record Missing(String origin, String remedy) implements Part {}
}
