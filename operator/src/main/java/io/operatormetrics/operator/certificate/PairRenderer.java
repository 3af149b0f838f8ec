package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.PemSecret;
import io.operatormetrics.operator.render.Ownership;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.pki.StoredPair;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;

/** Secrets with pairs, labelled and annotated as the Go operator does it. */
final class PairRenderer {

    private static final String PREFIX = "certificates.operator.tigera.io/";

    /** The Go operator's type for its pairs: with another it would delete ours if it ever came to write them. */
    private static final String TYPE = "Opaque";

    private PairRenderer() {}

    /** A pair of ours. */
    static Secret issued(ObjectKey where, Ownership ownership, StoredPair pair, X509Certificate leaf) {
        return marked(PemSecret.ISSUED_KEY, where, ownership, pair, leaf);
    }

    /** A pair that somebody else issued, where Prometheus can read it. */
    static Secret copied(ObjectKey where, Ownership ownership, StoredPair pair, X509Certificate leaf) {
        return marked(PemSecret.COPIED_KEY, where, ownership, pair, leaf);
    }

    /** The CA. It belongs to the whole cluster: nothing says that it is ours, and it outlives whoever asked for metrics. */
    static Secret authority(ObjectKey where, CertificateAuthority authority) {
        ObjectMetaBuilder metadata =
                new ObjectMetaBuilder().withNamespace(where.namespace()).withName(where.name());
        describe(metadata, authority.certificate());
        return secret(metadata, authority.certificatePem(), authority.keyPem());
    }

    private static Secret marked(
            String mark, ObjectKey where, Ownership ownership, StoredPair pair, X509Certificate leaf) {
        ObjectMetaBuilder metadata = ownership.metadata(where.namespace(), where.name());
        describe(metadata, leaf);
        metadata.addToAnnotations(mark, KeyMark.of(leaf.getPublicKey()));
        return secret(metadata, pair.certificatePem(), pair.keyPem());
    }

    private static void describe(ObjectMetaBuilder metadata, X509Certificate leaf) {
        String issuer = LeafNames.commonName(leaf.getIssuerX500Principal());
        metadata.addToLabels(SignerLabel.KEY, SignerLabel.value(issuer))
                .addToAnnotations(PREFIX + "issuer", issuer)
                .addToAnnotations(PREFIX + "signer", issuer)
                .addToAnnotations(
                        PREFIX + "expiry",
                        leaf.getNotAfter()
                                .toInstant()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString());
        addList(metadata, "dns-names", LeafNames.alternatives(leaf, LeafNames.DNS));
        addList(metadata, "ip-sans", LeafNames.alternatives(leaf, LeafNames.IP));
    }

    private static void addList(ObjectMetaBuilder metadata, String name, List<String> values) {
        if (!values.isEmpty()) {
            metadata.addToAnnotations(PREFIX + name, String.join(",", values));
        }
    }

    private static Secret secret(ObjectMetaBuilder metadata, String certificatePem, String keyPem) {
        return new SecretBuilder()
                .withMetadata(metadata.build())
                .withType(TYPE)
                .addToData("tls.crt", base64(certificatePem))
                .addToData("tls.key", base64(keyPem))
                .build();
    }

    /** One byte for each char, as they were read. */
    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.ISO_8859_1));
    }
}
