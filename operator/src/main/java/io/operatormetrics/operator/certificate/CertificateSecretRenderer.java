package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.render.ManagedMetadata;
import io.operatormetrics.operator.state.TlsSecret;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.pki.StoredPair;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;

/** Secrets with pairs, labelled and annotated as the Go operator does it. */
final class CertificateSecretRenderer {

    private static final String PREFIX = "certificates.operator.tigera.io/";

    /** The Go operator's type for its pairs: with another it would delete ours if it ever came to write them. */
    private static final String TYPE = "Opaque";

    private CertificateSecretRenderer() {}

    /** A pair of ours. */
    static Secret issued(NamespacedName where, ManagedMetadata managedMetadata, StoredPair pair, X509Certificate leaf) {
        return marked(TlsSecret.ISSUED_KEY, where, managedMetadata, pair, leaf);
    }

    /** A pair that somebody else issued, where Prometheus can read it. */
    static Secret copied(NamespacedName where, ManagedMetadata managedMetadata, StoredPair pair, X509Certificate leaf) {
        return marked(TlsSecret.COPIED_KEY, where, managedMetadata, pair, leaf);
    }

    /** The CA. It belongs to the whole cluster: nothing marks it as ours, and it outlives the request for metrics. */
    static Secret authority(NamespacedName where, CertificateAuthority authority) {
        ObjectMetaBuilder metadata =
                new ObjectMetaBuilder().withNamespace(where.namespace()).withName(where.name());
        describe(metadata, authority.certificate());
        return secret(metadata, authority.certificatePem(), authority.keyPem());
    }

    private static Secret marked(
            String mark, NamespacedName where, ManagedMetadata managedMetadata, StoredPair pair, X509Certificate leaf) {
        ObjectMetaBuilder metadata = managedMetadata.metadata(where.namespace(), where.name());
        describe(metadata, leaf);
        metadata.addToAnnotations(mark, PublicKeyFingerprint.of(leaf.getPublicKey()));
        return secret(metadata, pair.certificatePem(), pair.keyPem());
    }

    private static void describe(ObjectMetaBuilder metadata, X509Certificate leaf) {
        String issuer = AnnotatedNames.commonName(leaf.getIssuerX500Principal());
        metadata.addToLabels(SignerLabel.KEY, SignerLabel.value(issuer))
                .addToAnnotations(PREFIX + "issuer", issuer)
                .addToAnnotations(PREFIX + "signer", issuer)
                .addToAnnotations(
                        PREFIX + "expiry",
                        leaf.getNotAfter()
                                .toInstant()
                                .truncatedTo(ChronoUnit.SECONDS)
                                .toString());
        addList(metadata, "dns-names", AnnotatedNames.alternatives(leaf, AnnotatedNames.DNS));
        addList(metadata, "ip-sans", AnnotatedNames.alternatives(leaf, AnnotatedNames.IP));
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
