package io.operatormetrics.x509;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a chain or a bundle of certificates from PEM, and writes one. */
public final class Certificates {
    private static final Set<String> KEY_LABELS =
            Set.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "EC PARAMETERS");

    private Certificates() {}

    /**
     * The certificates of a text in their order, at least one.
     *
     * @param origin where the text was read, for messages
     * @throws X509Exception when a block is anything but a certificate, a private key above all
     */
    public static List<X509Certificate> parse(String origin, String pem) throws X509Exception {
        return parse(origin, Pem.decode(origin, pem));
    }

    /**
     * The certificates of a text that may hold their private key too, as {@code podCertificate} volumes of Kubernetes do.
     *
     * @param origin where the text was read, for messages
     * @throws X509Exception when there is no certificate, or a block is neither certificate nor private key
     */
    public static List<X509Certificate> parseBesideKey(String origin, String pem) throws X509Exception {
        List<PemBlock> blocks = Pem.decode(origin, pem);
        List<PemBlock> chain = blocks.stream()
                .filter(block -> !KEY_LABELS.contains(block.label()))
                .toList();
        if (chain.isEmpty()) {
            throw new X509Exception(origin, "found " + blocks.getFirst().label() + " alone", "a CERTIFICATE block");
        }
        return parse(origin, chain);
    }

    /** The certificates in their order; encoded from what was parsed, so that nothing else gets into the text. */
    public static String encode(List<X509Certificate> certificates) {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                pem.append(Pem.encode("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException(
                        "certificate of " + certificate.getSubjectX500Principal() + " cannot be encoded", e);
            }
        }
        return pem.toString();
    }

    private static List<X509Certificate> parse(String origin, List<PemBlock> blocks) throws X509Exception {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemBlock block : blocks) {
            String number = "block " + (certificates.size() + 1);
            if (!block.label().equals("CERTIFICATE") || block.encrypted()) {
                throw new X509Exception(origin, number + " is " + block.label(), "nothing but CERTIFICATE blocks");
            }
            certificates.add(parse(origin, number, block.der()));
        }
        return List.copyOf(certificates);
    }

    private static X509Certificate parse(String origin, String number, byte[] der) throws X509Exception {
        ByteArrayInputStream in = new ByteArrayInputStream(der);
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            if (factory.generateCertificate(in) instanceof X509Certificate certificate && in.available() == 0) {
                return certificate;
            }
        } catch (CertificateException malformed) {
            throw new X509Exception(origin, number + " is a malformed CERTIFICATE", "DER of X.509 inside");
        }
        throw new X509Exception(origin, number + " has bytes after its certificate", "DER of one certificate");
    }
}
