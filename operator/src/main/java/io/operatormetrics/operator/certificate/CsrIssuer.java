package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.render.ManagedMetadata;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import io.operatormetrics.pki.IssuedPair;
import io.operatormetrics.pki.PendingPair;
import io.operatormetrics.pki.Renewal;
import io.operatormetrics.pki.RenewalDecision;
import io.operatormetrics.pki.RenewalTerms;
import io.operatormetrics.pki.StoredPair;
import io.operatormetrics.x509.X509Exception;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Asks a signer of the cluster for certificates, with CertificateSigningRequests: for each pair one at a time. The keys never leave this
 * process but in the Secret, so nothing can become of the requests of an earlier process. They are deleted, and so is one whose certificate
 * is in its place.
 */
final class CsrIssuer {

    private static final Logger log = LoggerFactory.getLogger(CsrIssuer.class);

    /** What a P-256 key can be used for in TLS. */
    private static final List<String> USAGES = List.of("digital signature", "server auth", "client auth");

    /** Enough of the key's hash to be no other's. */
    private static final int NAME_DIGITS = 16;

    private final Map<NamespacedName, RequestedCertificate> asked = new HashMap<>();
    private final String prefix;

    /**
     * Asks nobody yet.
     *
     * @param prefix what the names of our requests begin with
     */
    CsrIssuer(String prefix) {
        this.prefix = prefix;
    }

    CertificateIssuer by(Issuer.Signer signer, List<SigningRequest> seen, ManagedMetadata managedMetadata) {
        return new With(signer, seen, managedMetadata);
    }

    /** Somebody else signs, or nobody. */
    void forget() {
        asked.clear();
    }

    /** Those of this installation that nothing is awaited of. */
    List<NamespacedName> over(List<SigningRequest> seen, String instance) {
        Set<String> needed = asked.values().stream()
                .filter(RequestedCertificate::needsRequest)
                .map(RequestedCertificate::name)
                .collect(Collectors.toSet());
        return seen.stream()
                .filter(request -> request.isOf(instance))
                .map(SigningRequest::key)
                .filter(key -> !needed.contains(key.name()))
                .toList();
    }

    private final class With implements CertificateIssuer {
        private final Issuer.Signer signer;
        private final List<SigningRequest> seen;
        private final ManagedMetadata managedMetadata;

        private With(Issuer.Signer signer, List<SigningRequest> seen, ManagedMetadata managedMetadata) {
            this.signer = signer;
            this.seen = seen;
            this.managedMetadata = managedMetadata;
        }

        @Override
        public IssueResult issue(CertificateSpec wanted, String why, RenewalTerms terms) {
            RequestedCertificate before = asked.get(wanted.secret());
            if (before == null || !before.signer().equals(signer) || before.isDone(terms.now())) {
                return asked(wanted, ask(wanted, why, IssueBackoff.first(terms.now())));
            }
            return switch (before.progress()) {
                case RequestedCertificate.Progress.Open _ -> answer(wanted, before, why, terms);
                case RequestedCertificate.Progress.Signed(IssuedPair pair) -> signed(wanted, before, why, pair, terms);
                case RequestedCertificate.Progress.InPlace(IssuedPair pair) -> signed(wanted, before, why, pair, terms);
            };
        }

        private IssueResult answer(
                CertificateSpec wanted, RequestedCertificate before, String why, RenewalTerms terms) {
            return switch (CsrStatus.of(before.name(), seen)) {
                case CsrStatus.Unapproved _ ->
                    unanswered(
                            wanted,
                            before,
                            terms.now(),
                            "nobody has approved it: kubectl certificate approve " + before.name());
                case CsrStatus.Unsigned _ ->
                    unanswered(
                            wanted, before, terms.now(), "it is approved, but not signed: see whether the signer runs");
                case CsrStatus.Refused(String message) -> refused(wanted, before, why, message, terms);
                case CsrStatus.Signed(String chainPem) -> {
                    try {
                        IssuedPair pair = before.pending().signed(origin(before), chainPem);
                        yield signed(wanted, before, why, pair, terms);
                    } catch (X509Exception unreadable) {
                        yield refused(wanted, before, why, String.valueOf(unreadable.getMessage()), terms);
                    }
                }
            };
        }

        private IssueResult signed(
                CertificateSpec wanted, RequestedCertificate before, String why, IssuedPair pair, RenewalTerms terms) {
            StoredPair stored = new StoredPair(origin(before), pair.certificatePem(), pair.keyPem());
            if (Renewal.decide(stored, terms) instanceof RenewalDecision.Issue(var _, String message)) {
                return refused(wanted, before, why, message, terms);
            }
            if (before.isOpen()) {
                asked.put(wanted.secret(), before.signed(pair));
            }
            return new IssueResult.Issued(pair);
        }

        private static String origin(RequestedCertificate asking) {
            return "CertificateSigningRequest " + asking.name();
        }

        /** Asks anew with another key, but not at once. */
        private IssueResult refused(
                CertificateSpec wanted, RequestedCertificate before, String why, String message, RenewalTerms terms) {
            if (before.issueBackoff().isOver(terms.now())) {
                return asked(wanted, ask(wanted, why, before.issueBackoff().again(terms.now())));
            }
            Instant next = before.issueBackoff().until();
            return IssueResult.Pending.until(
                    next,
                    new Finding(
                            Severity.DEGRADED,
                            wanted.role() + "CertificateRefused",
                            "%s, asked of signer %s for Secret %s; asking again at %s"
                                    .formatted(message, signer.name(), wanted.secret(), next)));
        }

        private RequestedCertificate ask(CertificateSpec wanted, String why, IssueBackoff issueBackoff) {
            PendingPair pending = PendingPair.create(wanted.request());
            String name = prefix + "-" + wanted.role().toLowerCase(Locale.ROOT) + "-"
                    + PublicKeyFingerprint.of(pending.publicKey()).substring(0, NAME_DIGITS);
            log.info("asking signer {} for a certificate for {}: {}", signer.name(), wanted.secret(), why);
            RequestedCertificate now = new RequestedCertificate(
                    signer, name, pending, issueBackoff, new RequestedCertificate.Progress.Open());
            asked.put(wanted.secret(), now);
            return now;
        }

        private IssueResult asked(CertificateSpec wanted, RequestedCertificate asking) {
            return pending(
                    asking,
                    new Finding(
                            Severity.WAITING,
                            wanted.role() + "CertificateRequested",
                            "Secret %s: CertificateSigningRequest %s waits to be approved and signed by signer %s"
                                    .formatted(wanted.secret(), asking.name(), signer.name())),
                    Optional.of(asking.silentFrom()));
        }

        /** Most signers take moments; one that takes this long needs a person, or is one. */
        private IssueResult unanswered(CertificateSpec wanted, RequestedCertificate asking, Instant now, String state) {
            if (now.isBefore(asking.silentFrom())) {
                return asked(wanted, asking);
            }
            return pending(
                    asking,
                    new Finding(
                            Severity.DEGRADED,
                            wanted.role() + "CertificateNotSigned",
                            "Secret %s: signer %s has not answered CertificateSigningRequest %s since %s; %s"
                                    .formatted(
                                            wanted.secret(),
                                            signer.name(),
                                            asking.name(),
                                            asking.issueBackoff().since(),
                                            state)),
                    Optional.empty());
        }

        private IssueResult pending(RequestedCertificate asking, Finding finding, Optional<Instant> requeueAt) {
            return new IssueResult.Pending(finding, List.of(request(asking)), requeueAt);
        }

        private HasMetadata request(RequestedCertificate asking) {
            return new CertificateSigningRequestBuilder()
                    .withMetadata(managedMetadata.metadata(null, asking.name()).build())
                    .withNewSpec()
                    .withSignerName(signer.name())
                    .withRequest(Base64.getEncoder()
                            .encodeToString(asking.pending().requestPem().getBytes(StandardCharsets.US_ASCII)))
                    .withUsages(USAGES)
                    .endSpec()
                    .build();
        }

        @Override
        public Instant issuesUntil(Instant now) {
            return Instant.MAX;
        }

        @Override
        public void observed(CertificateSpec wanted, X509Certificate leaf, Instant now) {
            asked.computeIfPresent(wanted.secret(), (secret, asking) -> asking.beside(leaf));
        }

        @Override
        public void notNeeded(CertificateSpec wanted) {
            asked.computeIfPresent(wanted.secret(), (secret, asking) -> asking.isOpen() ? null : asking);
        }
    }
}
