package io.operatormetrics.operator.state;

import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import org.jspecify.annotations.Nullable;

/** Of an Installation, who signs when the cluster's certificates come from elsewhere. */
public record InstallationCa(ObjectMeta metadata, @Nullable Spec spec) implements KubernetesObject {

    public record Spec(@Nullable CertificateManagement certificateManagement) {}

    /**
     * Whose certificates are used instead.
     *
     * @param caCert PEM, base64
     * @param signerName whom CertificateSigningRequests are for
     */
    public record CertificateManagement(
            @Nullable String caCert, @Nullable String signerName) {}

    /** Null where the operator's own CA signs. */
    public @Nullable CertificateManagement certificateManagement() {
        return spec == null ? null : spec.certificateManagement();
    }

    public @Nullable String caCertificate() {
        CertificateManagement management = certificateManagement();
        return management == null ? null : management.caCert();
    }
}
