package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.SigningRequest;
import io.operatormetrics.operator.render.Ownership;
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
final class SignerIssuing {

    private static final Logger log = LoggerFactory.getLogger(SignerIssuing.class);

    /** What a P-256 key can be used for in TLS. */
    private static final List<String> USAGES = List.of("digital signature", "server auth", "client auth");

    /** Enough of the key's hash to be no other's. */
    private static final int NAME_DIGITS = 16;

    private final Map<ObjectKey, AskedCertificate> asked = new HashMap<>();
    private final String prefix;

    /**
     * Asks nobody yet.
     *
     * @param prefix what the names of our requests begin with
     */
    SignerIssuing(String prefix) {
        this.prefix = prefix;
    }

    PairIssuer by(Authority.Signer signer, List<SigningRequest> seen, Ownership ownership) {
        return new With(signer, seen, ownership);
    }

    /** Somebody else signs, or nobody. */
    void forget() {
        asked.clear();
    }

    /** Those of this installation that nothing is awaited of. */
    List<ObjectKey> over(List<SigningRequest> seen, String instance) {
        Set<String> needed = asked.values().stream()
                .filter(AskedCertificate::needsRequest)
                .map(AskedCertificate::name)
                .collect(Collectors.toSet());
        return seen.stream()
                .filter(request -> request.isOf(instance))
                .map(SigningRequest::key)
                .filter(key -> !needed.contains(key.name()))
                .toList();
    }

    private final class With implements PairIssuer {
        private final Authority.Signer signer;
        private final List<SigningRequest> seen;
        private final Ownership ownership;

        private With(Authority.Signer signer, List<SigningRequest> seen, Ownership ownership) {
            this.signer = signer;
            this.seen = seen;
            this.ownership = ownership;
        }

        @Override
        public Issuance issue(WantedPair wanted, String why, RenewalTerms terms) {
            AskedCertificate before = asked.get(wanted.secret());
            if (before == null || !before.signer().equals(signer) || before.isDone(terms.now())) {
                return asked(wanted, ask(wanted, why, Pause.first(terms.now())));
            }
            return switch (before.progress()) {
                case AskedCertificate.Progress.Open _ -> answer(wanted, before, why, terms);
                case AskedCertificate.Progress.Signed(IssuedPair pair) -> signed(wanted, before, why, pair, terms);
                case AskedCertificate.Progress.InPlace(IssuedPair pair) -> signed(wanted, before, why, pair, terms);
            };
        }

        private Issuance answer(WantedPair wanted, AskedCertificate before, String why, RenewalTerms terms) {
            return switch (SigningAnswer.of(before.name(), seen)) {
                case SigningAnswer.Unapproved _ ->
                    unanswered(
                            wanted,
                            before,
                            terms.now(),
                            "nobody has approved it: kubectl certificate approve " + before.name());
                case SigningAnswer.Unsigned _ ->
                    unanswered(
                            wanted, before, terms.now(), "it is approved, but not signed: see whether the signer runs");
                case SigningAnswer.Refused(String message) -> refused(wanted, before, why, message, terms);
                case SigningAnswer.Signed(String chainPem) -> {
                    try {
                        IssuedPair pair = before.pending().signed(origin(before), chainPem);
                        yield signed(wanted, before, why, pair, terms);
                    } catch (X509Exception unreadable) {
                        yield refused(wanted, before, why, String.valueOf(unreadable.getMessage()), terms);
                    }
                }
            };
        }

        private Issuance signed(
                WantedPair wanted, AskedCertificate before, String why, IssuedPair pair, RenewalTerms terms) {
            StoredPair stored = new StoredPair(origin(before), pair.certificatePem(), pair.keyPem());
            if (Renewal.decide(stored, terms) instanceof RenewalDecision.Issue(var _, String message)) {
                return refused(wanted, before, why, message, terms);
            }
            if (before.isOpen()) {
                asked.put(wanted.secret(), before.signed(pair));
            }
            return new Issuance.Issued(pair);
        }

        private static String origin(AskedCertificate asking) {
            return "CertificateSigningRequest " + asking.name();
        }

        /** Asks anew with another key, but not at once. */
        private Issuance refused(
                WantedPair wanted, AskedCertificate before, String why, String message, RenewalTerms terms) {
            if (before.pause().isOver(terms.now())) {
                return asked(wanted, ask(wanted, why, before.pause().again(terms.now())));
            }
            Instant next = before.pause().until();
            return Issuance.Pending.until(
                    next,
                    new Finding(
                            Severity.DEGRADED,
                            wanted.role() + "CertificateRefused",
                            "%s, asked of signer %s for Secret %s; asking again at %s"
                                    .formatted(message, signer.name(), wanted.secret(), next)));
        }

        private AskedCertificate ask(WantedPair wanted, String why, Pause pause) {
            PendingPair pending = PendingPair.create(wanted.request());
            String name = prefix + "-" + wanted.role().toLowerCase(Locale.ROOT) + "-"
                    + KeyMark.of(pending.publicKey()).substring(0, NAME_DIGITS);
            log.info("asking signer {} for a certificate for {}: {}", signer.name(), wanted.secret(), why);
            AskedCertificate now =
                    new AskedCertificate(signer, name, pending, pause, new AskedCertificate.Progress.Open());
            asked.put(wanted.secret(), now);
            return now;
        }

        private Issuance asked(WantedPair wanted, AskedCertificate asking) {
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
        private Issuance unanswered(WantedPair wanted, AskedCertificate asking, Instant now, String state) {
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
                                            asking.pause().since(),
                                            state)),
                    Optional.empty());
        }

        private Issuance pending(AskedCertificate asking, Finding finding, Optional<Instant> lookAgain) {
            return new Issuance.Pending(finding, List.of(request(asking)), lookAgain);
        }

        private HasMetadata request(AskedCertificate asking) {
            return new CertificateSigningRequestBuilder()
                    .withMetadata(ownership.metadata(null, asking.name()).build())
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
        public void seen(WantedPair wanted, X509Certificate leaf, Instant now) {
            asked.computeIfPresent(wanted.secret(), (secret, asking) -> asking.beside(leaf));
        }

        @Override
        public void notNeeded(WantedPair wanted) {
            asked.computeIfPresent(wanted.secret(), (secret, asking) -> asking.isOpen() ? null : asking);
        }
    }
}
