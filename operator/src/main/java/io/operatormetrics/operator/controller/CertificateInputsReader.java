package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.operator.certificate.CaKeySource;
import io.operatormetrics.operator.certificate.CertificateInputs;
import io.operatormetrics.operator.render.ManagedMetadata;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.state.CaRotationSecret;
import io.operatormetrics.operator.state.TlsSecret;
import io.operatormetrics.pki.StoredPair;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;

/** Reads what the planning of certificates needs from the cluster. */
final class CertificateInputsReader {

    private final ResourceNames identity;
    private final ResourceClient requests;
    private final ClusterWatches watches;
    private final Clock clock;
    private final ApiAbsence absence = new ApiAbsence();

    CertificateInputsReader(ResourceNames identity, ResourceClient requests, ClusterWatches watches, Clock clock) {
        this.identity = identity;
        this.requests = requests;
        this.watches = watches;
        this.clock = clock;
    }

    CertificateInputs inputs(ManagedMetadata managedMetadata) {
        return new CertificateInputs(
                managedMetadata,
                watches.installationApi(),
                absence.certainFrom(watches.installationApi(), clock.instant()),
                watches.installation(),
                watches.ca(),
                caKey(),
                watches.get(ManagedResource.caRecord(identity), CaRotationSecret.class),
                pair(identity.operatorNamespace(), identity.serverSecret()),
                pair(identity.operatorNamespace(), identity.clientSecret()),
                clientCopy(),
                List.copyOf(watches.signingRequests()));
    }

    private Observed<TlsSecret> pair(String namespace, String name) {
        return watches.get(ManagedResource.secret(namespace, name), TlsSecret.class);
    }

    private Observed<TlsSecret> clientCopy() {
        boolean same = identity.prometheusNamespace().equals(identity.operatorNamespace());
        return same || watches.namespaces().isMissing(identity.prometheusNamespace())
                ? new Observed.Absent<>()
                : pair(identity.prometheusNamespace(), identity.clientSecret());
    }

    private CaKeySource caKey() {
        return () -> {
            try {
                TlsSecret secret = requests.get(GroupVersionResource.SECRETS, identity.caSecret(), TlsSecret.class);
                TlsSecret.Data data = secret.data();
                return new StoredPair(
                        "Secret " + identity.caSecret(),
                        data == null ? "" : decoded(data.tlsCertificate()),
                        data == null ? "" : decoded(data.tlsKey()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ApiException.unreachable(e);
            }
        };
    }

    /** An API server sends base64 and nothing else. */
    private static String decoded(@Nullable String base64) {
        return base64 == null ? "" : new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.ISO_8859_1);
    }
}
