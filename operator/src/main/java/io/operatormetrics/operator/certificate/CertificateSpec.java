package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.pki.KeyPurpose;
import io.operatormetrics.pki.LeafRequest;

import java.util.List;

/**
 * One of the pairs that there should be.
 *
 * @param role what reasons and names begin with: {@code Server} or {@code Client}
 * @param use what it must be fit for when somebody else issued it; ours are always fit for both
 * @param needed the names that it must have, no matter who issued it: all that the self-check calls the endpoint by
 */
record CertificateSpec(String role, NamespacedName secret, LeafRequest request, KeyPurpose use, List<String> needed) {

    /** RFC 5280, ub-common-name. */
    private static final int LONGEST_COMMON_NAME = 64;

    static CertificateSpec server(ResourceNames identity) {
        List<String> names = identity.dnsNames();
        return new CertificateSpec(
                "Server",
                new NamespacedName(identity.operatorNamespace(), identity.serverSecret()),
                new LeafRequest(names.getFirst(), names, List.of()),
                KeyPurpose.SERVER,
                names);
    }

    /** Named after its Secret. A server that verifies it checks who signed it, and at most a name. */
    static CertificateSpec client(ResourceNames identity) {
        String name = identity.clientSecret();
        String commonName = name.length() <= LONGEST_COMMON_NAME ? name : name.substring(0, LONGEST_COMMON_NAME);
        return new CertificateSpec(
                "Client",
                new NamespacedName(identity.operatorNamespace(), name),
                new LeafRequest(commonName, List.of(name), List.of()),
                KeyPurpose.CLIENT,
                List.of());
    }

    /** The same pair in another place. */
    CertificateSpec at(NamespacedName other) {
        return new CertificateSpec(role, other, request, use, needed);
    }

    String origin() {
        return "Secret " + secret;
    }
}
