package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.certificate.CaKey;
import io.operatormetrics.operator.certificate.CertificateInputs;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.CaRecord;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.kube.PemSecret;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.operator.render.Ownership;
import io.operatormetrics.pki.StoredPair;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;

/** What the planning of certificates is told of the cluster. */
final class CertificateSight {

    private final EndpointIdentity identity;
    private final ObjectRequests requests;
    private final ClusterSight sight;
    private final Clock clock;
    private final ApiAbsence absence = new ApiAbsence();

    CertificateSight(EndpointIdentity identity, ObjectRequests requests, ClusterSight sight, Clock clock) {
        this.identity = identity;
        this.requests = requests;
        this.sight = sight;
        this.clock = clock;
    }

    CertificateInputs inputs(Ownership ownership) {
        return new CertificateInputs(
                ownership,
                sight.installationApi(),
                absence.certainFrom(sight.installationApi(), clock.instant()),
                sight.installation(),
                sight.ca(),
                caKey(),
                sight.sight(Target.caRecord(identity), CaRecord.class),
                pair(identity.operatorNamespace(), identity.serverSecret()),
                pair(identity.operatorNamespace(), identity.clientSecret()),
                clientCopy(),
                List.copyOf(sight.signingRequests()));
    }

    private Sight<PemSecret> pair(String namespace, String name) {
        return sight.sight(Target.secret(namespace, name), PemSecret.class);
    }

    private Sight<PemSecret> clientCopy() {
        boolean same = identity.prometheusNamespace().equals(identity.operatorNamespace());
        return same || sight.isMissing(identity.prometheusNamespace())
                ? new Sight.NotFound<>()
                : pair(identity.prometheusNamespace(), identity.clientSecret());
    }

    private CaKey caKey() {
        return () -> {
            try {
                PemSecret secret = requests.get(ApiResource.SECRETS, identity.caSecret(), PemSecret.class);
                PemSecret.Data data = secret.data();
                return new StoredPair(
                        "Secret " + identity.caSecret(),
                        data == null ? "" : decoded(data.tlsCertificate()),
                        data == null ? "" : decoded(data.tlsKey()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ApiFailure.unreachable(e);
            }
        };
    }

    /** An API server sends base64 and nothing else. */
    private static String decoded(@Nullable String base64) {
        return base64 == null ? "" : new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.ISO_8859_1);
    }
}
