package io.operatormetrics.pki;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Whom a key pair is for.
 *
 * @param commonName the only part of the subject; 1 to 64 characters (RFC 5280, ub-common-name)
 * @param dnsNames DNS subject alternative names, in the order of the certificate
 * @param ipAddresses IP subject alternative names, after the DNS names
 */
public record LeafRequest(String commonName, List<String> dnsNames, List<InetAddress> ipAddresses) {

    private static final int LONGEST_COMMON_NAME = 64;

    public LeafRequest {
        dnsNames = List.copyOf(dnsNames);
        ipAddresses = List.copyOf(ipAddresses);
        if (commonName.isEmpty() || commonName.length() > LONGEST_COMMON_NAME) {
            throw new IllegalArgumentException(
                    "common name: \"%s\" (expected: 1 to %d characters)".formatted(commonName, LONGEST_COMMON_NAME));
        }
        // Verifiers look at the subject alternative names only: without one a certificate is for nobody.
        if (dnsNames.isEmpty() && ipAddresses.isEmpty()) {
            throw new IllegalArgumentException(
                    "subject alternative names of \"%s\": none (expected: at least one)".formatted(commonName));
        }
    }

    /** A pair whose common name is its first DNS name. */
    public static LeafRequest forDnsNames(String first, String... others) {
        List<String> names = new ArrayList<>();
        names.add(first);
        names.addAll(List.of(others));
        return new LeafRequest(first, names, List.of());
    }
}
