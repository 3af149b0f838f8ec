package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.pki.LeafRequest;
import io.operatormetrics.pki.LeafUse;

import java.util.List;

/**
 * One of the pairs that there should be.
 *
 * @param role what reasons and names begin with: {@code Server} or {@code Client}
 * @param use what it must be fit for when somebody else issued it; ours are always fit for both
 * @param needed the names without which it does not serve, whoever issued it: all that the self-check calls the endpoint by
 */
record WantedPair(String role, ObjectKey secret, LeafRequest request, LeafUse use, List<String> needed) {

    /** RFC 5280, ub-common-name. */
    private static final int LONGEST_COMMON_NAME = 64;

    static WantedPair server(EndpointIdentity identity) {
        List<String> names = identity.dnsNames();
        return new WantedPair(
                "Server",
                new ObjectKey(identity.operatorNamespace(), identity.serverSecret()),
                new LeafRequest(names.getFirst(), names, List.of()),
                LeafUse.SERVER,
                names);
    }

    /** Named after its Secret. Whoever verifies it asks by whom it was signed, and at most for a name. */
    static WantedPair client(EndpointIdentity identity) {
        String name = identity.clientSecret();
        String commonName = name.length() <= LONGEST_COMMON_NAME ? name : name.substring(0, LONGEST_COMMON_NAME);
        return new WantedPair(
                "Client",
                new ObjectKey(identity.operatorNamespace(), name),
                new LeafRequest(commonName, List.of(name), List.of()),
                LeafUse.CLIENT,
                List.of());
    }

    /** The same pair in another place. */
    WantedPair at(ObjectKey other) {
        return new WantedPair(role, other, request, use, needed);
    }

    String origin() {
        return "Secret " + secret;
    }
}
