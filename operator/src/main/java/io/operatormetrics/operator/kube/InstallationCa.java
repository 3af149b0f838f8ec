package io.operatormetrics.operator.kube;

import org.jspecify.annotations.Nullable;

/** Of an Installation, whose CA signs when the cluster's certificates come from elsewhere: PEM, base64. */
record InstallationCa(ObjectMeta metadata, @Nullable Spec spec) implements KubeObject {

    record Spec(@Nullable CertificateManagement certificateManagement) {}

    record CertificateManagement(@Nullable String caCert) {}

    @Nullable String caCertificate() {
        return spec == null || spec.certificateManagement() == null
                ? null
                : spec.certificateManagement().caCert();
    }
}
