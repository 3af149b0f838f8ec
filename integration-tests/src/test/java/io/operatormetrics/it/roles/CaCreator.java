package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.apply.ApplyResult;
import io.operatormetrics.kubernetes.apply.ServerSideApplier;
import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.certificate.CaGenerator;
import io.operatormetrics.operator.certificate.CertificateInputs;
import io.operatormetrics.operator.certificate.CertificateOwnership;
import io.operatormetrics.operator.certificate.CertificatePlan;
import io.operatormetrics.operator.certificate.CertificatePlanner;
import io.operatormetrics.operator.logging.LogSetup;
import io.operatormetrics.operator.render.ManagedMetadata;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.settings.CertificateNames;
import io.operatormetrics.operator.settings.LogSettings;
import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.operator.settings.RuntimeEnvironment;
import io.operatormetrics.operator.state.CaSecret;
import io.operatormetrics.operator.state.TlsSecret;
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

    private final ResourceNames identity;
    private final NamespacedName secret;
    private final ResourceClient requests;
    private final ServerSideApplier writer;
    private final CertificatePlanner certificatePlanner;

    /** @param client with the permissions of our program at that site */
    public CaCreator(Site site, KubernetesClient client) {
        OperatorSettings settings = settings(site);
        identity = ResourceNames.of(settings);
        secret = identity.caSecret();
        requests = new ResourceClient(client, ServerSideApplier.FIELD_MANAGER);
        writer = new ServerSideApplier(requests, CertificateOwnership.policy(identity.instance()), System::nanoTime);
        Clock clock = Clock.systemUTC();
        // Quick to make: a race is about who writes first.
        CaGenerator maker = () -> Optional.of(CertificateAuthority.create(CertificateNames.CA_COMMON_NAME, clock));
        certificatePlanner = new CertificatePlanner(identity, settings.certificates(), clock, maker);
    }

    private static OperatorSettings settings(Site site) {
        return switch (SettingsReader.read(
                site.launcher().environment(),
                reader -> OperatorSettings.read(reader, new RuntimeEnvironment.OutOfCluster()))) {
            case SettingsOutcome.Valid<OperatorSettings> valid -> valid.settings();
            case SettingsOutcome.Invalid<OperatorSettings>(var problems) -> throw new AssertionError(problems);
        };
    }

    /** Creates the CA that it has not seen, at the same moment as all others that wait at {@code start}. */
    public ApplyResult create(CyclicBarrier start) {
        try {
            CertificatePlan plan = certificatePlanner.plan(seeing(new Observed.Absent<>()));
            Unstructured ca = Unstructured.of(plan.createOnly().getFirst());
            start.await();
            return writer.createOnly(GroupVersionResource.SECRETS, ca);
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it writes once it has seen the CA that there is: the certificates of the pairs, each with its CA at the end. */
    public List<String> planned() {
        CaSecret seen = read(CaSecret.class);
        return certificatePlanner.plan(seeing(new Observed.Present<>(seen))).desired().stream()
                .filter(Secret.class::isInstance)
                .map(object -> ((Secret) object).getData())
                .filter(data -> data.containsKey("tls.crt"))
                .map(data -> decoded(data.get("tls.crt")))
                .toList();
    }

    private CertificateInputs seeing(Observed<CaSecret> ca) {
        return new CertificateInputs(
                ManagedMetadata.of(identity),
                ApiAvailability.ABSENT,
                Instant.MIN,
                new Observed.Absent<>(),
                ca,
                this::caKey,
                new Observed.Absent<>(),
                new Observed.Absent<>(),
                new Observed.Absent<>(),
                new Observed.Absent<>(),
                List.of());
    }

    private StoredPair caKey() {
        TlsSecret.Data data = read(TlsSecret.class).data();
        return new StoredPair("Secret " + secret, decoded(data.tlsCertificate()), decoded(data.tlsKey()));
    }

    private <T> T read(Class<T> type) {
        try {
            return requests.get(GroupVersionResource.SECRETS, secret, type);
        } catch (ApiException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), ISO_8859_1);
    }
}
