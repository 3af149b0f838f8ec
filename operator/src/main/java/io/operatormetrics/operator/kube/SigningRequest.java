package io.operatormetrics.operator.kube;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** A CertificateSigningRequest (certificates.k8s.io/v1), as far as its answer goes. */
public record SigningRequest(ObjectMeta metadata, @Nullable Status status) implements KubeObject {

    /**
     * What became of it.
     *
     * @param certificate PEM, leaf first, base64; absent until the signer has signed
     */
    public record Status(
            @Nullable List<Condition> conditions, @Nullable String certificate) {}

    /**
     * One verdict.
     *
     * @param type Approved, Denied or Failed
     */
    public record Condition(
            String type, @Nullable String reason, @Nullable String message) {}
}
