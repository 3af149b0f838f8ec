package io.operatormetrics.operator.state;

import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * How Calico is installed, and how that is going.
 *
 * <p>Source: operator.tigera.io/v1, Installation.
 */
public record Installation(
        ObjectMeta metadata, @Nullable Spec spec, @Nullable Status status) implements KubernetesObject {

    /** The one that the Tigera operator takes its settings from. */
    public static final NamespacedName DEFAULT = new NamespacedName("", "default");

    private static final String OPEN_SOURCE = "Calico";

    /**
     * What is wanted.
     *
     * @param variant {@code Calico}, or that of Calico Enterprise
     * @param certificateManagement who signs when the cluster's certificates come from elsewhere
     */
    public record Spec(@Nullable String variant, @Nullable CertificateManagement certificateManagement) {}

    public record Status(@Nullable List<StatusCondition> conditions) {}

    /**
     * Whose certificates are used instead.
     *
     * @param caCert PEM, base64
     * @param signerName whom CertificateSigningRequests are for
     */
    public record CertificateManagement(
            @Nullable String caCert, @Nullable String signerName) {}

    public boolean isOpenSource() {
        return spec != null && OPEN_SOURCE.equals(spec.variant());
    }

    /** Null where the operator's own CA signs. */
    public @Nullable CertificateManagement certificateManagement() {
        return spec == null ? null : spec.certificateManagement();
    }

    public @Nullable String caCertificate() {
        CertificateManagement management = certificateManagement();
        return management == null ? null : management.caCert();
    }
}
