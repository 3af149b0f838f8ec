package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import io.operatormetrics.operator.render.ManagedMetadata;
import io.operatormetrics.operator.state.CaRotationSecret;
import io.operatormetrics.operator.state.CaSecret;
import io.operatormetrics.operator.state.Installation;
import io.operatormetrics.operator.state.TlsSecret;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.pki.StoredPair;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A cluster with nothing in it but what certificates need: a plan is carried out, and seen by the next. Writes are counted. */
final class ObservedCluster {

    static final NamespacedName CA = new NamespacedName("tigera-operator", "tigera-ca-private");
    static final NamespacedName SERVER = new NamespacedName("tigera-operator", "tigera-operator-tls");
    static final NamespacedName CLIENT = new NamespacedName("tigera-operator", "calico-node-prometheus-client-tls");
    static final NamespacedName COPY = new NamespacedName("tigera-prometheus", "calico-node-prometheus-client-tls");
    static final NamespacedName RECORD = new NamespacedName("tigera-operator", "tigera-operator-metrics-ca");

    NamespacedName recordKey = RECORD;
    /** The record of the CA alone; of the others each has a key pair. */
    final Map<NamespacedName, Secret> records = new HashMap<>();

    final Map<NamespacedName, Secret> secrets = new HashMap<>();
    final Map<String, CertificateSigningRequest> requests = new LinkedHashMap<>();
    final Map<NamespacedName, Integer> writes = new HashMap<>();
    Observed<Installation> installation = new Observed.Absent<>();

    @Nullable ApiException keyFailure;

    /** As somebody annotates the CA with it. */
    @Nullable String revocation;

    int keyReads;

    CertificateInputs inputs() {
        return new CertificateInputs(
                new ManagedMetadata("tigera-operator/tigera-operator", null),
                installation instanceof Observed.Present ? ApiAvailability.SERVED : ApiAvailability.ABSENT,
                installation instanceof Observed.Present ? Instant.MAX : Instant.MIN,
                installation,
                secrets.containsKey(CA) ? new Observed.Present<>(caSecret()) : new Observed.Absent<>(),
                this::caKey,
                record(),
                pair(SERVER),
                pair(CLIENT),
                pair(COPY),
                requests.values().stream().map(ObservedCluster::seen).toList());
    }

    /** As the controller does. */
    void carryOut(CertificatePlan plan) {
        for (HasMetadata object : plan.desired()) {
            NamespacedName key = key(object);
            boolean changed = switch (object) {
                case Secret secret -> !secret.equals((key.equals(recordKey) ? records : secrets).put(key, secret));
                default -> throw new AssertionError(object.getKind());
            };
            if (changed) {
                writes.merge(key, 1, Integer::sum);
            }
        }
        plan.overRequests().forEach(key -> requests.remove(key.name()));
        for (HasMetadata object : plan.createOnly()) {
            boolean created = switch (object) {
                case Secret secret -> secrets.putIfAbsent(key(object), secret) == null;
                case CertificateSigningRequest request ->
                    requests.putIfAbsent(object.getMetadata().getName(), request) == null;
                default -> throw new AssertionError(object.getKind());
            };
            if (created) {
                writes.merge(key(object), 1, Integer::sum);
            }
        }
        plan.unwanted().forEach(secrets::remove);
    }

    int allWrites() {
        return writes.values().stream().mapToInt(Integer::intValue).sum();
    }

    void putCa(CertificateAuthority authority) {
        put(CA, authority.certificatePem(), authority.keyPem());
    }

    void put(NamespacedName key, String certificatePem, String keyPem) {
        put(key, Map.of("tls.crt", certificatePem, "tls.key", keyPem));
    }

    void put(NamespacedName key, Map<String, String> plainData) {
        Map<String, String> data = new HashMap<>();
        plainData.forEach((name, plain) -> data.put(name, base64(plain)));
        secrets.put(
                key,
                new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(key.namespace())
                        .withName(key.name())
                        .endMetadata()
                        .withData(data)
                        .build());
    }

    /** Writes over a part of a Secret, as a user's patch does. */
    void patch(NamespacedName key, String member, String plain) {
        (key.equals(recordKey) ? records : secrets)
                .computeIfPresent(
                        key,
                        (same, secret) ->
                                secret.edit().addToData(member, base64(plain)).build());
    }

    void manageCertificates(@Nullable String caPem, @Nullable String signer) {
        String caCert = caPem == null ? null : base64(caPem);
        installation = new Observed.Present<>(new Installation(
                new ObjectMeta("default", null, "1"),
                new Installation.Spec(null, new Installation.CertificateManagement(caCert, signer)),
                null));
    }

    void plainInstallation() {
        installation = new Observed.Present<>(new Installation(new ObjectMeta("default", null, "1"), null, null));
    }

    StoredCertificate held(NamespacedName key) {
        if (pair(key) instanceof Observed.Present<TlsSecret>(TlsSecret secret)) {
            return StoredCertificate.of(secret);
        }
        throw new AssertionError("no Secret " + key);
    }

    CaRotation recorded() {
        if (record() instanceof Observed.Present<CaRotationSecret>(CaRotationSecret found)) {
            return CaRotationCodec.read(found).orElseThrow();
        }
        throw new AssertionError("no record");
    }

    static String plain(Secret secret, String member) {
        return new String(Base64.getDecoder().decode(secret.getData().get(member)), StandardCharsets.ISO_8859_1);
    }

    static String base64(String plain) {
        return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.ISO_8859_1));
    }

    private StoredPair caKey() throws ApiException {
        keyReads++;
        if (keyFailure != null) {
            throw keyFailure;
        }
        Secret secret = secrets.get(CA);
        if (secret == null) {
            throw ApiException.ofCode(404, "not found");
        }
        return new StoredPair("Secret " + CA, plain(secret, "tls.crt"), plain(secret, "tls.key"));
    }

    private CaSecret caSecret() {
        return new CaSecret(
                new CaSecret.Metadata(CA.name(), CA.namespace(), "1", new CaSecret.Annotations(revocation), null),
                new CaSecret.Data(secrets.get(CA).getData().get("tls.crt")));
    }

    private Observed<CaRotationSecret> record() {
        Secret secret = records.get(recordKey);
        if (secret == null) {
            return new Observed.Absent<>();
        }
        Map<String, String> data = secret.getData();
        return new Observed.Present<>(new CaRotationSecret(
                new ObjectMeta(RECORD.name(), RECORD.namespace(), "1"),
                new CaRotationSecret.Data(
                        data.get(CaRotationSecret.CURRENT),
                        data.get(CaRotationSecret.PREVIOUS),
                        data.get(CaRotationSecret.PHASE),
                        data.get(CaRotationSecret.DEADLINE))));
    }

    private Observed<TlsSecret> pair(NamespacedName key) {
        Secret secret = secrets.get(key);
        return secret == null ? new Observed.Absent<>() : new Observed.Present<>(seen(secret));
    }

    static TlsSecret seen(Secret secret) {
        Map<String, String> data = secret.getData();
        Map<String, String> annotations = secret.getMetadata().getAnnotations() == null
                ? Map.of()
                : secret.getMetadata().getAnnotations();
        return new TlsSecret(
                new TlsSecret.Metadata(
                        secret.getMetadata().getName(),
                        secret.getMetadata().getNamespace(),
                        "1",
                        new TlsSecret.Annotations(
                                annotations.get(TlsSecret.ISSUED_KEY), annotations.get(TlsSecret.COPIED_KEY)),
                        null),
                new TlsSecret.Data(data.get("tls.crt"), data.get("tls.key"), data.get("cert"), data.get("key")));
    }

    private static SigningRequest seen(CertificateSigningRequest request) {
        SigningRequest.Metadata metadata = new SigningRequest.Metadata(
                request.getMetadata().getName(),
                "1",
                new SigningRequest.Annotations(
                        request.getMetadata().getAnnotations().get("operator-metrics/instance")));
        if (request.getStatus() == null) {
            return new SigningRequest(metadata, null);
        }
        List<SigningRequest.Condition> conditions = new ArrayList<>();
        request.getStatus()
                .getConditions()
                .forEach(condition -> conditions.add(new SigningRequest.Condition(
                        condition.getType(), condition.getReason(), condition.getMessage())));
        return new SigningRequest(
                metadata,
                new SigningRequest.Status(conditions, request.getStatus().getCertificate()));
    }

    private static NamespacedName key(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return new NamespacedName(
                namespace == null ? "" : namespace, object.getMetadata().getName());
    }
}
