package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.config.CertificateSettings;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.CaRecord;
import io.operatormetrics.operator.kube.CaRevocation;
import io.operatormetrics.operator.kube.CaSecret;
import io.operatormetrics.operator.kube.InstallationCa;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.PemSecret;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.kube.Sight.Found;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Plans the pairs of the endpoint and of Prometheus. Asks nobody but {@link CaKey}, and that only to issue.
 *
 * <p>For one thread. Between calls it remembers what it issued lately, so that nothing is issued twice, and the keys of
 * CertificateSigningRequests that are still to be signed.
 */
public final class Certificates {

    /** Whoever computes a CA's key says when it is there; this long after that did not happen it is asked for again. */
    private static final Duration KEY_OVERDUE = Duration.ofMinutes(1);

    private final EndpointIdentity identity;
    private final Clock clock;
    private final Authorities authorities;
    private final SharedCaCheck sharedCa;
    private final CaChange change;
    private final BoundedWait wait;
    private final RotationProgress progress;
    private final ObjectKey record;
    private final NewAuthority newAuthority;
    private final CaIssuing ownCa;
    private final SignerIssuing signers;

    /** @param maker of a CA where there is none and we may create it */
    public Certificates(EndpointIdentity identity, CertificateSettings settings, Clock clock, AuthorityMaker maker) {
        this(identity, settings, clock, maker, System::nanoTime);
    }

    Certificates(
            EndpointIdentity identity,
            CertificateSettings settings,
            Clock clock,
            AuthorityMaker maker,
            LongSupplier nanoTime) {
        this.identity = identity;
        this.clock = clock;
        this.authorities = new Authorities(identity.caSecret(), settings.caCreation());
        this.sharedCa = new SharedCaCheck(identity.caSecret());
        this.wait = new BoundedWait(settings.caOverlap().plus(CaChange.ROUNDING), nanoTime);
        this.record = new ObjectKey(identity.operatorNamespace(), CaRecord.name(identity.serviceName()));
        this.change = new CaChange(settings.caOverlap());
        this.progress = new RotationProgress(change, record);
        this.newAuthority = new NewAuthority(identity.caSecret(), maker);
        this.ownCa = new CaIssuing(clock);
        this.signers = new SignerIssuing(identity.serviceName());
    }

    /** Takes in what is seen while another replica leads, so that nothing is forgotten when this one does. */
    public void follow(CertificateInputs inputs) {
        if (!identity.servesTls()) {
            return;
        }
        Instant now = clock.instant();
        switch (authorities.find(inputs.installation(), inputs.ca(), inputs.aloneFrom(), now)) {
            case Authority.OwnCa(List<X509Certificate> present) -> progress.follow(seen(inputs, present), now);
            case Authority.Signer signer -> progress.follow(seen(inputs, signer.certificates()), now);
            case Authority.ToCreate _, Authority.Nobody _ -> {}
        }
    }

    /** What the pairs need now. With METRICS_SCHEME=http there is no use for any. */
    public CertificatePlan plan(CertificateInputs inputs) {
        if (!identity.servesTls()) {
            return turnedOff(inputs);
        }
        PlanDraft draft = new PlanDraft();
        Optional<Finding> problem =
                NotSeen.of("CARecord", "Secret " + record, inputs.record(), NotSeen.secretRule(record));
        if (problem.isPresent()) {
            // Without it a change of CA could be taken for over that is in its midst.
            draft.tell(problem.get());
            return draft.plan();
        }
        Instant now = clock.instant();
        Authority authority = authorities.find(inputs.installation(), inputs.ca(), inputs.aloneFrom(), now);
        switch (authority) {
            case Authority.OwnCa(List<X509Certificate> present) -> {
                newAuthority.seen();
                if (inputs.ca() instanceof Found<CaSecret>(CaSecret found)) {
                    sharedCa.check(found, present.getFirst(), inputs.installationApi())
                            .ifPresent(draft::tell);
                }
                planPairs(inputs, present, ownCa.by(present.getFirst(), inputs.caKey()), now, draft);
            }
            case Authority.Signer signer ->
                planPairs(
                        inputs,
                        signer.certificates(),
                        signers.by(signer, inputs.requests(), inputs.ownership()),
                        now,
                        draft);
            case Authority.ToCreate _ -> {
                newAuthority
                        .offer()
                        .ifPresentOrElse(
                                offered -> draft.create(List.of(offered)),
                                () -> draft.lookAgain(now.plus(KEY_OVERDUE)));
                draft.tell(new Finding(
                        Severity.WAITING,
                        "CAMissing",
                        "Secret " + authorities.secret() + ": not found; creating a CA"));
                trustAsBefore(inputs, now, draft);
            }
            case Authority.Nobody(Finding finding, Optional<Instant> lookAgain) -> {
                draft.tell(finding);
                lookAgain.ifPresent(draft::lookAgain);
                trustAsBefore(inputs, now, draft);
            }
        }
        if (!(authority instanceof Authority.Nobody)) {
            removeRequests(inputs, authority, draft);
        }
        return draft.plan();
    }

    /** Those that are of no use, since another signer was asked or a pair is in place. */
    private void removeRequests(CertificateInputs inputs, Authority authority, PlanDraft draft) {
        if (!(authority instanceof Authority.Signer)) {
            signers.forget();
        }
        draft.removeRequests(signers.over(inputs.requests(), inputs.ownership().instance()));
    }

    private void planPairs(
            CertificateInputs inputs,
            List<X509Certificate> present,
            PairIssuer issuer,
            Instant clockTime,
            PlanDraft draft) {
        CaRevocation revocation = CaRevocation.of(inputs.ca());
        Instant now = wait.now(progress.deadline(), clockTime);
        CaState state = progress.lead(seen(inputs, present), now);
        PairPlanner planner = new PairPlanner(state, issuer, inputs.ownership(), now, draft);
        PairPlanner.Outcome server = planner.plan(WantedPair.server(identity), inputs.server());
        PairPlanner.Outcome client = planner.plan(WantedPair.client(identity), inputs.client());
        boolean copied = ClientCopy.of(identity, planner).plan(client.used(), inputs.clientCopy());
        CaState after = server.settled() && client.settled() && copied ? change.inPlace(state, now) : state;

        progress.wrote(after);
        progress.report(now).ifPresent(report -> {
            draft.tell(report);
            draft.lookAgain(progress.reportedUntil());
        });
        if (revocation.isIgnored(present)) {
            draft.tell(revocationIgnored(present));
        }
        draft.apply(CaStates.render(identity, inputs.ownership(), after));
        after.deadline()
                .map(deadline -> wait.end(deadline, clockTime))
                .filter(clockTime::isBefore)
                .ifPresent(draft::lookAgain);
        draft.trust(after.trusted());
        trustServersOwn(inputs.server(), draft);
    }

    /** While nobody knows the CA, Prometheus trusts whom it trusted. */
    private void trustAsBefore(CertificateInputs inputs, Instant now, PlanDraft draft) {
        progress.last(now).map(CaState::trusted).ifPresent(trusted -> {
            draft.trust(trusted);
            trustServersOwn(inputs.server(), draft);
        });
    }

    private static void trustServersOwn(Sight<PemSecret> server, PlanDraft draft) {
        if (server instanceof Found<PemSecret>(PemSecret secret)) {
            HeldPair held = HeldPair.of(secret);
            draft.trust(ForeignPairCheck.broughtAlong(held));
            draft.trustFirst(held.chain());
        }
    }

    /** Only who may replace the CA itself may write beside it, and so has nothing to gain from the record. */
    private RotationProgress.Seen seen(CertificateInputs inputs, List<X509Certificate> present) {
        boolean named = inputs.installation() instanceof Found<InstallationCa>(InstallationCa found)
                && found.caCertificate() != null;
        boolean beside = identity.caSecret().namespace().equals(record.namespace());
        return new RotationProgress.Seen(present, inputs.record(), beside && !named, CaRevocation.of(inputs.ca()));
    }

    private Finding revocationIgnored(List<X509Certificate> present) {
        return new Finding(
                Severity.WARNING,
                "RevocationIgnored",
                "Secret %s: annotation %s is ignored: it is not %s, the SHA-256 of the current CA's certificate"
                        .formatted(
                                authorities.secret(),
                                CaRevocation.ANNOTATION,
                                CaRevocation.fingerprint(present.getFirst())));
    }

    /** Whether a Secret that is ours holds how far a change of CA has come, and no key pair. */
    public static boolean isCaRecord(ApiObject object) {
        return CaStates.isRecord(object);
    }

    /** Whether the Secret holds a pair that we issued or copied; a user may put another into it at any time. */
    public static boolean isOurs(PemSecret secret) {
        return HeldPair.of(secret).owner() == PairOwner.OURS;
    }

    /** The same of an object of any kind. */
    public static boolean isOurs(ApiObject object) {
        try {
            return isOurs(object.as(PemSecret.class));
        } catch (ApiFailure otherFields) {
            return false;
        }
    }

    /** Which Secrets are to go when nobody asks for metrics any more, or for TLS. */
    public CertificatePlan turnedOff(CertificateInputs inputs) {
        PlanDraft draft = new PlanDraft();
        Stream.of(inputs.server(), inputs.client(), inputs.clientCopy())
                .flatMap(sight ->
                        sight instanceof Found<PemSecret>(PemSecret secret) ? Stream.of(secret) : Stream.empty())
                .filter(Certificates::isOurs)
                .map(PemSecret::key)
                .forEach(draft::remove);
        if (inputs.record() instanceof Found) {
            draft.remove(record);
        }
        signers.forget();
        draft.removeRequests(signers.over(inputs.requests(), inputs.ownership().instance()));
        return draft.plan();
    }
}
