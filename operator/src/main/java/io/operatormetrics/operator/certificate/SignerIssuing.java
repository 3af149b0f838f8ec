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
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Asks a signer of the cluster for certificates, with CertificateSigningRequests. The keys never leave this process but in the Secret, so
 * a restart asks anew; what it asked for before is left to the cluster's own cleaning.
 */
final class SignerIssuing {

    private static final Logger log = LoggerFactory.getLogger(SignerIssuing.class);

    /** What a P-256 key can be used for in TLS. */
    private static final List<String> USAGES = List.of("digital signature", "server auth", "client auth");

    /** Enough of the key's hash to be no other's. */
    private static final int NAME_DIGITS = 16;

    private record Asked(
            Authority.Signer signer, String name, PendingPair pending, Pause pause, PairIssuer.Arrival arrival) {}

    private final Map<ObjectKey, Asked> asked = new HashMap<>();
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
            Asked before = asked.get(wanted.secret());
            if (before == null || !before.signer().equals(signer) || isDone(before, terms.now())) {
                return pending(wanted, ask(wanted, why, Pause.first(terms.now())));
            }
            SigningAnswer answer = SigningAnswer.of(before.name(), seen);
            return switch (answer) {
                case SigningAnswer.None _ -> pending(wanted, before);
                case SigningAnswer.Refused(String message) -> refused(wanted, before, why, message, terms);
                case SigningAnswer.Signed(String chainPem) -> signed(wanted, before, why, chainPem, terms);
            };
        }

        private Issuance signed(WantedPair wanted, Asked before, String why, String chainPem, RenewalTerms terms) {
            String origin = "CertificateSigningRequest " + before.name();
            try {
                IssuedPair pair = before.pending().signed(origin, chainPem);
                StoredPair stored = new StoredPair(origin, pair.certificatePem(), pair.keyPem());
                return Renewal.decide(stored, terms) instanceof RenewalDecision.Issue(var _, String message)
                        ? refused(wanted, before, why, message, terms)
                        : new Issuance.Issued(pair);
            } catch (X509Exception unreadable) {
                return refused(wanted, before, why, String.valueOf(unreadable.getMessage()), terms);
            }
        }

        /** Asks anew with another key, but not at once. */
        private Issuance refused(WantedPair wanted, Asked before, String why, String message, RenewalTerms terms) {
            if (before.pause().isOver(terms.now())) {
                return pending(wanted, ask(wanted, why, before.pause().again(terms.now())));
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

        private Asked ask(WantedPair wanted, String why, Pause pause) {
            PendingPair pending = PendingPair.create(wanted.request());
            String name = prefix + "-" + wanted.role().toLowerCase(Locale.ROOT) + "-"
                    + KeyMark.of(pending.publicKey()).substring(0, NAME_DIGITS);
            log.info("asking signer {} for a certificate for {}: {}", signer.name(), wanted.secret(), why);
            Asked now = new Asked(signer, name, pending, pause, PairIssuer.Arrival.AWAITED);
            asked.put(wanted.secret(), now);
            return now;
        }

        private Issuance pending(WantedPair wanted, Asked asking) {
            return new Issuance.Pending(
                    new Finding(
                            Severity.WAITING,
                            wanted.role() + "CertificateRequested",
                            "Secret %s: CertificateSigningRequest %s waits to be approved and signed by signer %s"
                                    .formatted(wanted.secret(), asking.name(), signer.name())),
                    List.of(request(asking)),
                    Optional.empty());
        }

        private HasMetadata request(Asked asking) {
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

        /** Its pair was in place for a while: a Secret that needs another gets another, however often it was refused before. */
        private boolean isDone(Asked before, Instant now) {
            return before.arrival() == PairIssuer.Arrival.SEEN
                    && Pause.first(before.pause().since()).isOver(now);
        }

        @Override
        public void seen(WantedPair wanted, X509Certificate leaf, Instant now) {
            Duration life = Duration.between(
                    leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
            asked.computeIfPresent(
                    wanted.secret(),
                    (secret, asking) -> new Asked(
                            asking.signer(),
                            asking.name(),
                            asking.pending(),
                            asking.pause().within(life),
                            leaf.getPublicKey().equals(asking.pending().publicKey())
                                    ? PairIssuer.Arrival.SEEN
                                    : asking.arrival()));
        }
    }
}
