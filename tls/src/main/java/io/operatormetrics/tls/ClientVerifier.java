package io.operatormetrics.tls;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Says whether a client's chain leads to one of the client CAs and its certificate is for a client of an allowed name. The JDK's PKIX
 * validator does the proving; which path it is to prove is decided here, so that the reason of a refusal is ours, and so that a
 * hostile chain costs no more than a few signature checks: a path is extended in one way only, up to {@link #LONGEST_PATH}.
 */
final class ClientVerifier {
    /** Certificates below the CA; RFC 5280 sets no limit, a private CA has one or two. */
    private static final int LONGEST_PATH = 5;

    private final List<Anchor> anchors;
    private final NameList allowedNames;
    private final Clock clock;

    ClientVerifier(List<X509Certificate> clientCas, NameList allowedNames, Clock clock) {
        this.anchors = clientCas.stream().map(Anchor::of).toList();
        this.allowedNames = allowedNames;
        this.clock = clock;
    }

    /** The chain is as presented, leaf first; what follows the leaf may be in any order. */
    void verify(X509Certificate[] presented) throws ClientRejectedException {
        List<X509Certificate> chain = parse(presented);
        X509Certificate leaf = chain.getFirst();
        provePath(chain, clock.instant());
        if (!CertificateUse.allowsTlsClient(leaf)) {
            throw new ClientRejectedException(
                    ClientRejection.WRONG_PURPOSE,
                    leaf.getSubjectX500Principal()
                            + " is not for a TLS client (expected: digitalSignature and clientAuth)");
        }
        checkName(leaf);
    }

    /** When the first of these certificates and of the client CAs ends that has not ended yet; {@link Instant#MAX} when all have. */
    Instant firstEndAfter(Instant now, X509Certificate[] presented) {
        return Stream.concat(Stream.of(presented), anchors.stream().map(Anchor::certificate))
                .map(certificate -> certificate.getNotAfter().toInstant())
                .filter(end -> !end.isBefore(now))
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }

    private void provePath(List<X509Certificate> chain, Instant now) throws ClientRejectedException {
        List<X509Certificate> path = new ArrayList<>(chain.subList(0, 1));
        ClientRejectedException refused = null;
        while (true) {
            X509Certificate last = path.getLast();
            for (Anchor anchor : anchors) {
                if (anchor.certificate().getSubjectX500Principal().equals(last.getIssuerX500Principal())) {
                    ClientRejectedException refusal = proveUpTo(anchor, path, now);
                    if (refusal == null) {
                        return;
                    }
                    refused = moreTelling(refused, refusal);
                }
            }
            X509Certificate next = chain.stream()
                    .filter(candidate -> !path.contains(candidate)
                            && candidate.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                    .findFirst()
                    .orElse(null);
            if (next == null || path.size() == LONGEST_PATH) {
                throw refused != null ? refused : unknownCa(path);
            }
            path.add(next);
        }
    }

    /** Null when the path is good. */
    private static @Nullable ClientRejectedException proveUpTo(Anchor anchor, List<X509Certificate> path, Instant now) {
        // PKIX takes the dates of an anchor for the caller's business (RFC 5280 section 6.2).
        if (now.isAfter(anchor.certificate().getNotAfter().toInstant())) {
            return new ClientRejectedException(
                    ClientRejection.EXPIRED,
                    "the client CA " + anchor.certificate().getSubjectX500Principal() + " has expired");
        }
        PKIXParameters parameters = (PKIXParameters) anchor.parameters().clone();
        parameters.setDate(Date.from(now));
        try {
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return null;
        } catch (CertPathValidatorException invalid) {
            return refusal(invalid, path);
        } catch (GeneralSecurityException malformed) {
            return new ClientRejectedException(ClientRejection.UNACCEPTABLE, String.valueOf(malformed.getMessage()));
        }
    }

    private static ClientRejectedException refusal(CertPathValidatorException invalid, List<X509Certificate> path) {
        CertPathValidatorException.Reason reason = invalid.getReason();
        // A CA of the same name whose key is of another kind did not issue it either.
        if (reason == BasicReason.INVALID_SIGNATURE
                || reason == PKIXReason.NO_TRUST_ANCHOR
                || invalid.getCause() instanceof InvalidKeyException) {
            return unknownCa(path);
        }
        return new ClientRejectedException(
                rejection(reason), path.getFirst().getSubjectX500Principal() + ": " + invalid.getMessage());
    }

    private static ClientRejection rejection(CertPathValidatorException.Reason reason) {
        if (reason == BasicReason.EXPIRED) {
            return ClientRejection.EXPIRED;
        }
        return reason == BasicReason.NOT_YET_VALID ? ClientRejection.NOT_YET_VALID : ClientRejection.UNACCEPTABLE;
    }

    /** Of two CAs of one name, one is simply not the issuer; what the other one says counts. */
    private static ClientRejectedException moreTelling(
            @Nullable ClientRejectedException before, ClientRejectedException refusal) {
        return before == null || before.rejection() == ClientRejection.UNKNOWN_CA ? refusal : before;
    }

    private static ClientRejectedException unknownCa(List<X509Certificate> path) {
        return new ClientRejectedException(
                ClientRejection.UNKNOWN_CA,
                "no client CA issued " + path.getFirst().getSubjectX500Principal() + " (issuer "
                        + path.getLast().getIssuerX500Principal() + ")");
    }

    private void checkName(X509Certificate leaf) throws ClientRejectedException {
        try {
            if (allowedNames.admits(leaf)) {
                return;
            }
        } catch (CertificateException malformed) {
            throw new ClientRejectedException(ClientRejection.UNACCEPTABLE, String.valueOf(malformed.getMessage()));
        }
        throw new ClientRejectedException(
                ClientRejection.NAME_NOT_ALLOWED,
                leaf.getSubjectX500Principal() + " presents none of the allowed names");
    }

    /** As the JDK's own objects: BoringSSL's are parsed anew at every question, the JDK remembers what it parsed. */
    private static List<X509Certificate> parse(X509Certificate[] presented) throws ClientRejectedException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (X509Certificate certificate : presented) {
                certificates.add((X509Certificate)
                        factory.generateCertificate(new ByteArrayInputStream(certificate.getEncoded())));
            }
        } catch (CertificateException malformed) {
            throw new ClientRejectedException(ClientRejection.UNACCEPTABLE, "a malformed certificate");
        }
        return certificates;
    }

    /** A client CA, with all that is the same for every client. */
    private record Anchor(X509Certificate certificate, PKIXParameters parameters) {
        static Anchor of(X509Certificate ca) {
            try {
                PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ca, null)));
                // Nobody publishes revocation lists for these; a CA change is what takes a client's access away.
                parameters.setRevocationEnabled(false);
                return new Anchor(ca, parameters);
            } catch (InvalidAlgorithmParameterException noAnchor) {
                throw new IllegalStateException(noAnchor);
            }
        }
    }
}
