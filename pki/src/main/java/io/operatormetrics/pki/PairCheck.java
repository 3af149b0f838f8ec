package io.operatormetrics.pki;

import io.operatormetrics.x509.CertificateKeyPair;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One question that a whole pair is asked; pure. */
record PairCheck(RenewalReason reason, Question question) {

    /** Says what is the matter, for people; empty when nothing is. */
    interface Question {
        Optional<String> ask(CertificateKeyPair pair, RenewalTerms terms);
    }

    static final List<PairCheck> IN_ORDER = List.of(
            new PairCheck(RenewalReason.EXPIRED, PairCheck::expired),
            new PairCheck(RenewalReason.NOT_YET_VALID, PairCheck::notYetValid),
            new PairCheck(RenewalReason.WRONG_KEY_USAGE, PairCheck::wrongKeyUsage),
            new PairCheck(RenewalReason.OTHER_CA, PairCheck::otherCa),
            new PairCheck(RenewalReason.NAMES_MISSING, PairCheck::namesMissing));

    /** The extended key usage that stands for all (RFC 5280, section 4.2.1.12). */
    private static final String ANY_USAGE = "2.5.29.37.0";

    /** The tag of a dNSName among subject alternative names (RFC 5280, section 4.2.1.6). */
    private static final int DNS_NAME = 2;

    Optional<String> problem(CertificateKeyPair pair, RenewalTerms terms) {
        return question.ask(pair, terms);
    }

    private static Optional<String> expired(CertificateKeyPair pair, RenewalTerms terms) {
        var end = pair.leaf().getNotAfter().toInstant();
        return terms.now().isAfter(end) ? Optional.of("expired at " + end) : Optional.empty();
    }

    private static Optional<String> notYetValid(CertificateKeyPair pair, RenewalTerms terms) {
        var start = pair.leaf().getNotBefore().toInstant();
        return terms.now().isBefore(start) ? Optional.of("not valid before " + start) : Optional.empty();
    }

    private static Optional<String> wrongKeyUsage(CertificateKeyPair pair, RenewalTerms terms) {
        List<String> usages;
        try {
            usages = pair.leaf().getExtendedKeyUsage();
        } catch (CertificateParsingException malformed) {
            return Optional.of("its extended key usage cannot be read");
        }
        if (usages == null
                || usages.contains(ANY_USAGE)
                || terms.uses().stream().allMatch(use -> usages.contains(use.oid))) {
            return Optional.empty();
        }
        return Optional.of("extended key usage %s (expected: %s)"
                .formatted(
                        usages,
                        terms.uses().stream().sorted().map(use -> use.label).collect(Collectors.joining(" and "))));
    }

    /** Asked by signature and not by key identifier: an adopted CA may have none. */
    private static Optional<String> otherCa(CertificateKeyPair pair, RenewalTerms terms) {
        X509Certificate certificate = pair.leaf();
        for (X509Certificate next : pair.chain().subList(1, pair.chain().size())) {
            if (signedByOneOf(terms.issuers(), certificate)) {
                return Optional.empty();
            }
            if (!signedBy(next, certificate)) {
                break;
            }
            certificate = next;
        }
        if (signedByOneOf(terms.issuers(), certificate)) {
            return Optional.empty();
        }
        return Optional.of("signed by %s (expected: the present CA, %s)"
                .formatted(
                        pair.leaf().getIssuerX500Principal(),
                        terms.issuers().stream()
                                .map(issuer -> issuer.getSubjectX500Principal().toString())
                                .collect(Collectors.joining(" or "))));
    }

    private static Optional<String> namesMissing(CertificateKeyPair pair, RenewalTerms terms) {
        var missing = new TreeSet<>(terms.dnsNames());
        dnsNames(pair.leaf()).forEach(present -> missing.removeIf(present::equalsIgnoreCase));
        return missing.isEmpty() ? Optional.empty() : Optional.of("is missing the DNS names " + missing);
    }

    private static List<String> dnsNames(X509Certificate leaf) {
        try {
            Collection<List<?>> names = leaf.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.getFirst().equals(DNS_NAME))
                            .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                            .toList();
        } catch (CertificateParsingException malformed) {
            // Names that cannot be read are names that it does not have.
            return List.of();
        }
    }

    private static boolean signedByOneOf(List<X509Certificate> issuers, X509Certificate certificate) {
        return issuers.stream().anyMatch(issuer -> signedBy(issuer, certificate));
    }

    private static boolean signedBy(X509Certificate issuer, X509Certificate certificate) {
        if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException otherKey) {
            return false;
        }
    }
}
