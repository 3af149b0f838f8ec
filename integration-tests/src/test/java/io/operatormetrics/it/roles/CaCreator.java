package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.operator.apply.ApplyResult;
import io.operatormetrics.operator.apply.ObjectWriter;
import io.operatormetrics.operator.certificate.AuthorityMaker;
import io.operatormetrics.operator.certificate.CertificateInputs;
import io.operatormetrics.operator.certificate.CertificatePlan;
import io.operatormetrics.operator.certificate.Certificates;
import io.operatormetrics.operator.config.LogSettings;
import io.operatormetrics.operator.config.OperatorSettings;
import io.operatormetrics.operator.config.Surroundings;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiPresence.Presence;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.CaSecret;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.kube.PemSecret;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.logging.LogSetup;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.operator.render.Ownership;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.pki.StoredPair;
import io.operatormetrics.server.settings.SettingsOutcome;
import io.operatormetrics.server.settings.SettingsReader;
import org.slf4j.event.Level;

import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** A replica of our program reduced to what makes and adopts a CA: it plans and writes as the program does, when a test says so. */
public final class CaCreator {

    static {
        // Or every race would log ten lines.
        LogSetup.apply(new LogSettings(Level.ERROR, LogSettings.Format.TEXT));
    }

    private final EndpointIdentity identity;
    private final ObjectKey secret;
    private final ObjectRequests requests;
    private final ObjectWriter writer;
    private final Certificates certificates;

    /** @param client with the rights of our program at that site */
    public CaCreator(Site site, KubernetesClient client) {
        OperatorSettings settings = settings(site);
        identity = EndpointIdentity.of(settings);
        secret = identity.caSecret();
        requests = new ObjectRequests(client, ObjectWriter.FIELD_MANAGER);
        writer = new ObjectWriter(requests, identity.instance(), Certificates::isOurs, System::nanoTime);
        Clock clock = Clock.systemUTC();
        // Quick to make: a race is about who writes first.
        AuthorityMaker maker = () -> Optional.of(CertificateAuthority.create(CertificateAuthority.COMMON_NAME, clock));
        certificates = new Certificates(identity, settings.certificates(), clock, maker);
    }

    private static OperatorSettings settings(Site site) {
        return switch (SettingsReader.read(
                site.launcher().environment(), reader -> OperatorSettings.read(reader, new Surroundings.Elsewhere()))) {
            case SettingsOutcome.Valid<OperatorSettings> valid -> valid.settings();
            case SettingsOutcome.Invalid<OperatorSettings>(var problems) -> throw new AssertionError(problems);
        };
    }

    /** Creates the CA that it has not seen, at the same moment as whoever else waits there. */
    public ApplyResult create(CyclicBarrier start) {
        try {
            CertificatePlan plan = certificates.plan(seeing(new Sight.NotFound<>()));
            ApiObject ca = ApiObject.of(plan.createOnly().getFirst());
            start.await();
            return writer.createOnly(ApiResource.SECRETS, ca);
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it writes once it has seen the CA that there is: the certificates of the pairs, each with its CA at the end. */
    public List<String> planned() {
        CaSecret seen = read(CaSecret.class);
        return certificates.plan(seeing(new Sight.Found<>(seen))).desired().stream()
                .filter(Secret.class::isInstance)
                .map(object -> ((Secret) object).getData())
                .filter(data -> data.containsKey("tls.crt"))
                .map(data -> decoded(data.get("tls.crt")))
                .toList();
    }

    private CertificateInputs seeing(Sight<CaSecret> ca) {
        return new CertificateInputs(
                Ownership.of(identity),
                Presence.ABSENT,
                Instant.MIN,
                new Sight.NotFound<>(),
                ca,
                this::caKey,
                new Sight.NotFound<>(),
                new Sight.NotFound<>(),
                new Sight.NotFound<>(),
                new Sight.NotFound<>(),
                List.of());
    }

    private StoredPair caKey() {
        PemSecret.Data data = read(PemSecret.class).data();
        return new StoredPair("Secret " + secret, decoded(data.tlsCertificate()), decoded(data.tlsKey()));
    }

    private <T> T read(Class<T> type) {
        try {
            return requests.get(ApiResource.SECRETS, secret, type);
        } catch (ApiFailure | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), ISO_8859_1);
    }
}
