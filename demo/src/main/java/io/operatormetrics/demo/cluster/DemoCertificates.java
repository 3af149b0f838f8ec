package io.operatormetrics.demo.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.pki.IssuedPair;
import io.operatormetrics.pki.LeafRequest;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The certificates of one run of the demo, made on the spot.
 *
 * @param authority signs both pairs; the endpoint trusts it for clients
 * @param server what the endpoint serves
 * @param client what the scrape presents
 */
public record DemoCertificates(CertificateAuthority authority, IssuedPair server, IssuedPair client) {

    /** The name by which a scrape in a cluster knows the endpoint. */
    public static final String SERVER_NAME = "tigera-operator-metrics.tigera-operator.svc";

    private static final String NAMESPACE = "tigera-operator";
    private static final String SIGNER = "tigera-operator-signer";

    private static final String PREFIX = "certificates.operator.tigera.io/";

    public static DemoCertificates issue(Clock clock) {
        CertificateAuthority authority = CertificateAuthority.createRsa(SIGNER, clock);
        List<String> serverNames = List.of(
                "tigera-operator-metrics",
                "tigera-operator-metrics.tigera-operator",
                SERVER_NAME,
                SERVER_NAME + ".cluster.local");
        // A client that cannot override name resolution scrapes the address.
        List<InetAddress> addresses = List.of(InetAddress.ofLiteral("127.0.0.1"));
        IssuedPair server = authority.issue(new LeafRequest(serverNames.getFirst(), serverNames, addresses));
        IssuedPair client = authority.issue(LeafRequest.forDnsNames("calico-node-prometheus-client-tls"));
        return new DemoCertificates(authority, server, client);
    }

    /** The Secrets from which the operator takes its own pair and the CA of its clients. */
    List<HasMetadata> secrets() {
        String expiry = server.leaf()
                .getNotAfter()
                .toInstant()
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        return List.of(
                new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName("tigera-operator-tls")
                        .addToLabels(PREFIX + "signer", SIGNER)
                        .addToAnnotations(PREFIX + "issuer", SIGNER)
                        .addToAnnotations(PREFIX + "expiry", expiry)
                        .endMetadata()
                        .withData(
                                Map.of("tls.crt", base64(server.certificatePem()), "tls.key", base64(server.keyPem())))
                        .build(),
                new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName("tigera-ca-private")
                        .endMetadata()
                        .withData(Map.of(
                                "tls.crt", base64(authority.certificatePem()), "tls.key", base64(authority.keyPem())))
                        .build());
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
