package io.operatormetrics.tls;

import io.operatormetrics.tls.TlsMaterial.Loaded;
import io.operatormetrics.tls.TlsMaterial.Missing;
import io.operatormetrics.tls.TlsMaterial.Part;
import io.operatormetrics.x509.CertificateKeyPair;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.KeyKind;
import io.operatormetrics.x509.PrivateKeys;
import io.operatormetrics.x509.X509Exception;
import org.jspecify.annotations.Nullable;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether a reading can be served: a pure function of its text and the time. Finds all problems at once. One object checks one
 * reading.
 */
final class TlsMaterialValidator {
    private final Instant now;
    private final List<Finding> problems = new ArrayList<>();
    private @Nullable Instant goodFrom;

    private TlsMaterialValidator(Instant now) {
        this.now = now;
    }

    static ValidatedMaterial check(MaterialSnapshot materialSnapshot, TlsPolicy policy, Instant now) {
        List<Finding> missing = new ArrayList<>();
        TlsMaterial material = materialSnapshot.material();
        note(missing, Finding.SERVER_CERTIFICATE, material.serverCertificate());
        note(missing, Finding.SERVER_KEY, material.serverKey());
        if (policy.clientAuth().verifies()) {
            note(missing, Finding.CLIENT_CA, material.clientCa());
        }
        materialSnapshot.allowedNames().ifPresent(names -> note(missing, Finding.ALLOWED_NAMES, names));
        return missing.isEmpty()
                ? new TlsMaterialValidator(now).checkPresent(materialSnapshot, policy)
                : new ValidatedMaterial.Absent(List.copyOf(missing));
    }

    private static void note(List<Finding> missing, String name, Part part) {
        if (part instanceof Missing absent) {
            missing.add(Finding.missing(name, absent));
        }
    }

    private ValidatedMaterial checkPresent(MaterialSnapshot materialSnapshot, TlsPolicy policy) {
        TlsMaterial material = materialSnapshot.material();
        CertificateKeyPair server =
                checkServer(present(material.serverCertificate()), present(material.serverKey()), policy.provider());
        List<X509Certificate> clientCas =
                policy.clientAuth().verifies() ? checkClientCas(present(material.clientCa())) : List.of();
        NameList names = checkNames(policy.allowedNames(), materialSnapshot.allowedNames());
        return server != null && problems.isEmpty()
                ? new ValidatedMaterial.Usable(server, clientCas, names)
                : new ValidatedMaterial.Unusable(List.copyOf(problems), Optional.ofNullable(goodFrom));
    }

    private void reject(String part, String text) {
        problems.add(Finding.rejected(part, text));
    }

    private @Nullable CertificateKeyPair checkServer(Loaded certificate, Loaded key, TlsProvider provider) {
        List<X509Certificate> chain = parse(Finding.SERVER_CERTIFICATE, certificate, Certificates::parseBesideKey);
        if (!chain.isEmpty()) {
            checkServerLeaf(certificate.origin(), chain.getFirst());
        }
        try {
            PrivateKey privateKey = PrivateKeys.parse(key.origin(), key.pem());
            checkServerKey(key.origin(), KeyKind.of(privateKey), provider);
            return chain.isEmpty()
                    ? null
                    : CertificateKeyPair.prove(certificate.origin() + " and " + key.origin(), chain, privateKey);
        } catch (X509Exception bad) {
            reject(Finding.SERVER_KEY, String.valueOf(bad.getMessage()));
            return null;
        }
    }

    /** Of the kinds that are read, those that the provider signs with, and none that is weak. */
    private void checkServerKey(String origin, KeyKind kind, TlsProvider provider) {
        boolean accepted = switch (kind) {
            case KeyKind.Rsa(int bits) -> bits >= 2048;
            case KeyKind.Ec(String curve) -> Set.of("P-256", "P-384", "P-521").contains(curve);
            // Netty does not find a key for BoringSSL to sign with.
            case KeyKind.Other(String algorithm) -> provider == TlsProvider.JDK && algorithm.equals("Ed25519");
        };
        if (!accepted) {
            reject(
                    Finding.SERVER_KEY,
                    ("%s: found a private key of kind %s (expected: RSA of at least 2048 bits,"
                                    + " or EC P-256, P-384 or P-521; Ed25519 with the jdk provider alone)")
                            .formatted(origin, kind));
        }
    }

    private void checkServerLeaf(String origin, X509Certificate leaf) {
        String subject = origin + ": certificate of " + leaf.getSubjectX500Principal();
        Instant begin = leaf.getNotBefore().toInstant();
        if (now.isBefore(begin)) {
            reject(Finding.SERVER_CERTIFICATE, subject + " is not valid before " + begin + " (expected: valid now)");
            goodFrom = begin;
        }
        if (now.isAfter(leaf.getNotAfter().toInstant())) {
            reject(
                    Finding.SERVER_CERTIFICATE,
                    subject + " expired at " + leaf.getNotAfter().toInstant() + " (expected: a current one)");
        }
        if (!CertificateUse.allowsTlsServer(leaf)) {
            reject(
                    Finding.SERVER_CERTIFICATE,
                    subject + " is not for a TLS server, by its key usage or extended key usage"
                            + " (expected: serverAuth, and digitalSignature, keyEncipherment or keyAgreement)");
        }
    }

    /** One good CA is enough: a bundle may keep one that has ended, and a client of that one is refused at its handshake. */
    private List<X509Certificate> checkClientCas(Loaded bundle) {
        List<X509Certificate> cas = parse(Finding.CLIENT_CA, bundle, Certificates::parse);
        for (X509Certificate ca : cas) {
            if (!CertificateUse.allowsIssuing(ca)) {
                reject(
                        Finding.CLIENT_CA,
                        "%s: certificate of %s is not that of a CA (expected: CA certificates only)"
                                .formatted(bundle.origin(), ca.getSubjectX500Principal()));
            }
        }
        List<Instant> begins = cas.stream()
                .filter(ca -> !now.isAfter(ca.getNotAfter().toInstant()))
                .map(ca -> ca.getNotBefore().toInstant())
                .sorted()
                .toList();
        if (!cas.isEmpty() && begins.isEmpty()) {
            reject(
                    Finding.CLIENT_CA,
                    bundle.origin() + ": every CA certificate has expired, the first of them at "
                            + cas.getFirst().getNotAfter().toInstant() + " (expected: one that is valid now)");
        } else if (!begins.isEmpty() && now.isBefore(begins.getFirst())) {
            reject(
                    Finding.CLIENT_CA,
                    bundle.origin() + ": no CA certificate is valid before " + begins.getFirst()
                            + " (expected: one that is valid now)");
            goodFrom = goodFrom == null || begins.getFirst().isAfter(goodFrom) ? begins.getFirst() : goodFrom;
        }
        return cas;
    }

    private NameList checkNames(AllowedNames allowed, Optional<Part> file) {
        return switch (allowed) {
            case AllowedNames.Any any -> new NameList.Everybody();
            case AllowedNames.Listed(Set<String> names) -> new NameList.OneOf(names);
            case AllowedNames.FromFile fromFile -> {
                Loaded list = present(file.orElseThrow());
                NameList.OneOf names = NameList.parse(list.pem());
                if (names.names().isEmpty()) {
                    reject(
                            Finding.ALLOWED_NAMES,
                            list.origin() + ": no name in it (expected: one name a line); is it half-written?");
                }
                yield names;
            }
        };
    }

    /** Empty, and a problem noted, when there is none. */
    private List<X509Certificate> parse(String name, Loaded part, CertificateReader reader) {
        try {
            return reader.read(part.origin(), part.pem());
        } catch (X509Exception bad) {
            reject(name, String.valueOf(bad.getMessage()));
            return List.of();
        }
    }

    private static Loaded present(Part part) {
        return switch (part) {
            case Loaded loaded -> loaded;
            case Missing missing -> throw new IllegalStateException(missing.origin() + " was looked at before");
        };
    }

    private interface CertificateReader {
        List<X509Certificate> read(String origin, String pem) throws X509Exception;
    }
}
