package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiPresence.Presence;
import io.operatormetrics.operator.kube.CaRecord;
import io.operatormetrics.operator.kube.CaSecret;
import io.operatormetrics.operator.kube.InstallationCa;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.ObjectMeta;
import io.operatormetrics.operator.kube.PemSecret;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.kube.SigningRequest;
import io.operatormetrics.operator.render.Ownership;
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
final class SeenCluster {

    static final ObjectKey CA = new ObjectKey("tigera-operator", "tigera-ca-private");
    static final ObjectKey SERVER = new ObjectKey("tigera-operator", "tigera-operator-tls");
    static final ObjectKey CLIENT = new ObjectKey("tigera-operator", "calico-node-prometheus-client-tls");
    static final ObjectKey COPY = new ObjectKey("tigera-prometheus", "calico-node-prometheus-client-tls");
    static final ObjectKey RECORD = new ObjectKey("tigera-operator", "tigera-operator-metrics-ca");

    ObjectKey recordKey = RECORD;
    /** The record of the CA alone; of the others each has a key pair. */
    final Map<ObjectKey, Secret> records = new HashMap<>();

    final Map<ObjectKey, Secret> secrets = new HashMap<>();
    final Map<String, CertificateSigningRequest> requests = new LinkedHashMap<>();
    final Map<ObjectKey, Integer> writes = new HashMap<>();
    Sight<InstallationCa> installation = new Sight.NotFound<>();

    @Nullable ApiFailure keyFailure;

    /** As somebody annotates the CA with it. */
    @Nullable String revocation;

    int keyReads;

    CertificateInputs inputs() {
        return new CertificateInputs(
                new Ownership("tigera-operator/tigera-operator", null),
                installation instanceof Sight.Found ? Presence.SERVED : Presence.ABSENT,
                installation instanceof Sight.Found ? Instant.MAX : Instant.MIN,
                installation,
                secrets.containsKey(CA) ? new Sight.Found<>(caSecret()) : new Sight.NotFound<>(),
                this::caKey,
                record(),
                pair(SERVER),
                pair(CLIENT),
                pair(COPY),
                requests.values().stream().map(SeenCluster::seen).toList());
    }

    /** As the controller does. */
    void carryOut(CertificatePlan plan) {
        for (HasMetadata object : plan.desired()) {
            ObjectKey key = key(object);
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

    void put(ObjectKey key, String certificatePem, String keyPem) {
        put(key, Map.of("tls.crt", certificatePem, "tls.key", keyPem));
    }

    void put(ObjectKey key, Map<String, String> plainData) {
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
    void patch(ObjectKey key, String member, String plain) {
        (key.equals(recordKey) ? records : secrets)
                .computeIfPresent(
                        key,
                        (same, secret) ->
                                secret.edit().addToData(member, base64(plain)).build());
    }

    void manageCertificates(@Nullable String caPem, @Nullable String signer) {
        String caCert = caPem == null ? null : base64(caPem);
        installation = new Sight.Found<>(new InstallationCa(
                new ObjectMeta("default", null, "1"),
                new InstallationCa.Spec(new InstallationCa.CertificateManagement(caCert, signer))));
    }

    void plainInstallation() {
        installation = new Sight.Found<>(new InstallationCa(new ObjectMeta("default", null, "1"), null));
    }

    HeldPair held(ObjectKey key) {
        if (pair(key) instanceof Sight.Found<PemSecret>(PemSecret secret)) {
            return HeldPair.of(secret);
        }
        throw new AssertionError("no Secret " + key);
    }

    CaState recorded() {
        if (record() instanceof Sight.Found<CaRecord>(CaRecord found)) {
            return CaStates.read(found).orElseThrow();
        }
        throw new AssertionError("no record");
    }

    static String plain(Secret secret, String member) {
        return new String(Base64.getDecoder().decode(secret.getData().get(member)), StandardCharsets.ISO_8859_1);
    }

    static String base64(String plain) {
        return Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.ISO_8859_1));
    }

    private StoredPair caKey() throws ApiFailure {
        keyReads++;
        if (keyFailure != null) {
            throw keyFailure;
        }
        Secret secret = secrets.get(CA);
        if (secret == null) {
            throw ApiFailure.ofCode(404, "not found");
        }
        return new StoredPair("Secret " + CA, plain(secret, "tls.crt"), plain(secret, "tls.key"));
    }

    private CaSecret caSecret() {
        return new CaSecret(
                new CaSecret.Metadata(CA.name(), CA.namespace(), "1", new CaSecret.Annotations(revocation), null),
                new CaSecret.Data(secrets.get(CA).getData().get("tls.crt")));
    }

    private Sight<CaRecord> record() {
        Secret secret = records.get(recordKey);
        if (secret == null) {
            return new Sight.NotFound<>();
        }
        Map<String, String> data = secret.getData();
        return new Sight.Found<>(new CaRecord(
                new ObjectMeta(RECORD.name(), RECORD.namespace(), "1"),
                new CaRecord.Data(
                        data.get(CaRecord.CURRENT),
                        data.get(CaRecord.PREVIOUS),
                        data.get(CaRecord.PHASE),
                        data.get(CaRecord.DEADLINE))));
    }

    private Sight<PemSecret> pair(ObjectKey key) {
        Secret secret = secrets.get(key);
        return secret == null ? new Sight.NotFound<>() : new Sight.Found<>(seen(secret));
    }

    static PemSecret seen(Secret secret) {
        Map<String, String> data = secret.getData();
        Map<String, String> annotations = secret.getMetadata().getAnnotations() == null
                ? Map.of()
                : secret.getMetadata().getAnnotations();
        return new PemSecret(
                new PemSecret.Metadata(
                        secret.getMetadata().getName(),
                        secret.getMetadata().getNamespace(),
                        "1",
                        new PemSecret.Annotations(
                                annotations.get(PemSecret.ISSUED_KEY), annotations.get(PemSecret.COPIED_KEY)),
                        null),
                new PemSecret.Data(data.get("tls.crt"), data.get("tls.key"), data.get("cert"), data.get("key")));
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

    private static ObjectKey key(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return new ObjectKey(
                namespace == null ? "" : namespace, object.getMetadata().getName());
    }
}
