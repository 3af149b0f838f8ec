package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.cache.Observed.Present;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.settings.CertificateSettings;
import io.operatormetrics.operator.state.CaRevocation;
import io.operatormetrics.operator.state.CaRotationSecret;
import io.operatormetrics.operator.state.CaSecret;
import io.operatormetrics.operator.state.Installation;
import io.operatormetrics.operator.state.TlsSecret;
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
 * Plans the pairs of the endpoint and of Prometheus. Asks nobody but {@link CaKeySource}, and that only to issue.
 *
 * <p>For one thread. Between calls it remembers what it issued lately, so that nothing is issued twice, and the keys of
 * CertificateSigningRequests that are still to be signed.
 */
public final class CertificatePlanner {

    /** The computation of a CA's key reports when it is done; if it has not after this long, the CA is asked for again. */
    private static final Duration KEY_OVERDUE = Duration.ofMinutes(1);

    private final ResourceNames identity;
    private final Clock clock;
    private final IssuerResolver issuerResolver;
    private final SharedCaCheck sharedCa;
    private final CaRotationPlanner change;
    private final BoundedWait wait;
    private final RotationProgress progress;
    private final NamespacedName record;
    private final CaBootstrap caBootstrap;
    private final CaIssuer ownCa;
    private final CsrIssuer signers;

    /** @param maker of a CA where there is none and we may create it */
    public CertificatePlanner(ResourceNames identity, CertificateSettings settings, Clock clock, CaGenerator maker) {
        this(identity, settings, clock, maker, System::nanoTime);
    }

    CertificatePlanner(
            ResourceNames identity,
            CertificateSettings settings,
            Clock clock,
            CaGenerator maker,
            LongSupplier nanoTime) {
        this.identity = identity;
        this.clock = clock;
        this.issuerResolver = new IssuerResolver(identity.caSecret(), settings.caCreation());
        this.sharedCa = new SharedCaCheck(identity.caSecret());
        this.wait = new BoundedWait(settings.caOverlap().plus(CaRotationPlanner.ROUNDING), nanoTime);
        this.record = new NamespacedName(identity.operatorNamespace(), CaRotationSecret.name(identity.serviceName()));
        this.change = new CaRotationPlanner(settings.caOverlap());
        this.progress = new RotationProgress(change, record);
        this.caBootstrap = new CaBootstrap(identity.caSecret(), maker);
        this.ownCa = new CaIssuer(clock);
        this.signers = new CsrIssuer(identity.serviceName());
    }

    /** Takes in what is seen while another replica leads, so that nothing is forgotten when this one does. */
    public void follow(CertificateInputs inputs) {
        if (!identity.servesTls()) {
            return;
        }
        Instant now = clock.instant();
        switch (issuerResolver.find(inputs.installation(), inputs.ca(), inputs.aloneFrom(), now)) {
            case Issuer.OwnCa(List<X509Certificate> present) -> progress.follow(seen(inputs, present), now);
            case Issuer.Signer signer -> progress.follow(seen(inputs, signer.certificates()), now);
            case Issuer.Missing _, Issuer.Unavailable _ -> {}
        }
    }

    /** What the pairs need now. With METRICS_SCHEME=http there is no use for any. */
    public CertificatePlan plan(CertificateInputs inputs) {
        if (!identity.servesTls()) {
            return turnedOff(inputs);
        }
        CertificatePlanBuilder draft = new CertificatePlanBuilder();
        Optional<Finding> problem = MissingInputFindings.of(
                "CARecord", "Secret " + record, inputs.record(), MissingInputFindings.secretRule(record));
        if (problem.isPresent()) {
            // Without it a change of CA could be taken for over that is in its midst.
            draft.report(problem.get());
            return draft.plan();
        }
        Instant now = clock.instant();
        Issuer issuer = issuerResolver.find(inputs.installation(), inputs.ca(), inputs.aloneFrom(), now);
        switch (issuer) {
            case Issuer.OwnCa(List<X509Certificate> present) -> {
                caBootstrap.observed();
                if (inputs.ca() instanceof Present<CaSecret>(CaSecret found)) {
                    sharedCa.check(found, present.getFirst(), inputs.installationApi())
                            .ifPresent(draft::report);
                }
                planPairs(inputs, present, ownCa.by(present.getFirst(), inputs.caKeySource()), now, draft);
            }
            case Issuer.Signer signer ->
                planPairs(
                        inputs,
                        signer.certificates(),
                        signers.by(signer, inputs.requests(), inputs.managedMetadata()),
                        now,
                        draft);
            case Issuer.Missing _ -> {
                caBootstrap
                        .offer()
                        .ifPresentOrElse(
                                offered -> draft.create(List.of(offered)),
                                () -> draft.requeueAt(now.plus(KEY_OVERDUE)));
                draft.report(new Finding(
                        Severity.WAITING,
                        "CAMissing",
                        "Secret " + issuerResolver.secret() + ": not found; creating a CA"));
                trustAsBefore(inputs, now, draft);
            }
            case Issuer.Unavailable(Finding finding, Optional<Instant> requeueAt) -> {
                draft.report(finding);
                requeueAt.ifPresent(draft::requeueAt);
                trustAsBefore(inputs, now, draft);
            }
        }
        if (!(issuer instanceof Issuer.Unavailable)) {
            removeRequests(inputs, issuer, draft);
        }
        return draft.plan();
    }

    /** Those that are of no use, since another signer was asked or a pair is in place. */
    private void removeRequests(CertificateInputs inputs, Issuer issuer, CertificatePlanBuilder draft) {
        if (!(issuer instanceof Issuer.Signer)) {
            signers.forget();
        }
        draft.removeRequests(
                signers.over(inputs.requests(), inputs.managedMetadata().instance()));
    }

    private void planPairs(
            CertificateInputs inputs,
            List<X509Certificate> present,
            CertificateIssuer issuer,
            Instant clockTime,
            CertificatePlanBuilder draft) {
        CaRevocation revocation = CaRevocation.of(inputs.ca());
        Instant now = wait.now(progress.deadline(), clockTime);
        CaRotation state = progress.lead(seen(inputs, present), now);
        KeyPairPlanner planner = new KeyPairPlanner(state, issuer, inputs.managedMetadata(), now, draft);
        KeyPairPlanner.Outcome server = planner.plan(CertificateSpec.server(identity), inputs.server());
        KeyPairPlanner.Outcome client = planner.plan(CertificateSpec.client(identity), inputs.client());
        boolean copied = ClientCopyPlanner.of(identity, planner).plan(client.used(), inputs.clientCopy());
        CaRotation after = server.settled() && client.settled() && copied ? change.inPlace(state, now) : state;

        progress.wrote(after);
        progress.report(now).ifPresent(report -> {
            draft.report(report);
            draft.requeueAt(progress.reportedUntil());
        });
        if (revocation.isIgnored(present)) {
            draft.report(revocationIgnored(present));
        }
        draft.apply(CaRotationCodec.render(identity, inputs.managedMetadata(), after));
        after.deadline()
                .map(deadline -> wait.end(deadline, clockTime))
                .filter(clockTime::isBefore)
                .ifPresent(draft::requeueAt);
        draft.trust(after.trusted());
        trustServersOwn(inputs.server(), draft);
    }

    /** While nobody knows the CA, Prometheus trusts whom it trusted. */
    private void trustAsBefore(CertificateInputs inputs, Instant now, CertificatePlanBuilder draft) {
        progress.last(now).map(CaRotation::trusted).ifPresent(trusted -> {
            draft.trust(trusted);
            trustServersOwn(inputs.server(), draft);
        });
    }

    private static void trustServersOwn(Observed<TlsSecret> server, CertificatePlanBuilder draft) {
        if (server instanceof Present<TlsSecret>(TlsSecret secret)) {
            StoredCertificate held = StoredCertificate.of(secret);
            draft.trust(UserCertificateCheck.broughtAlong(held));
            draft.trustFirst(held.chain());
        }
    }

    /** Only who may replace the CA itself may write beside it, and so has nothing to gain from the record. */
    private RotationProgress.Seen seen(CertificateInputs inputs, List<X509Certificate> present) {
        boolean named = inputs.installation() instanceof Present<Installation>(Installation found)
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
                                issuerResolver.secret(),
                                CaRevocation.ANNOTATION,
                                CaRevocation.fingerprint(present.getFirst())));
    }

    /** Whether a Secret that is ours holds how far a change of CA has come, and no key pair. */
    public static boolean isCaRecord(Unstructured object) {
        return CaRotationCodec.isRecord(object);
    }

    /** Which Secrets are to go when nobody asks for metrics any more, or for TLS. */
    public CertificatePlan turnedOff(CertificateInputs inputs) {
        CertificatePlanBuilder draft = new CertificatePlanBuilder();
        Stream.of(inputs.server(), inputs.client(), inputs.clientCopy())
                .flatMap(observed ->
                        observed instanceof Present<TlsSecret>(TlsSecret secret) ? Stream.of(secret) : Stream.empty())
                .filter(CertificateOwnership::isOurs)
                .map(TlsSecret::key)
                .forEach(draft::remove);
        if (inputs.record() instanceof Present) {
            draft.remove(record);
        }
        signers.forget();
        draft.removeRequests(
                signers.over(inputs.requests(), inputs.managedMetadata().instance()));
        return draft.plan();
    }
}
