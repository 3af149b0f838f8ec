package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.apply.OwnershipPolicy;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.state.TlsSecret;

import java.util.List;

/** Which Secrets hold a key pair of this operator, and by that the ownership of all its objects. */
public final class CertificateOwnership {

    /** By which users of the Tigera operator have an object left alone. */
    private static final String IGNORE = "unsupported.operator.tigera.io/ignore";

    private CertificateOwnership() {}

    /** How objects of that installation are known. */
    public static OwnershipPolicy policy(String instance) {
        return new OwnershipPolicy(instance, CertificateOwnership::isOurs, IGNORE, List.of(SignerLabel.KEY));
    }

    /** Whether the Secret holds a pair that we issued or copied; a user may put another into it at any time. */
    public static boolean isOurs(TlsSecret secret) {
        return StoredCertificate.of(secret).owner() == CertificateOwner.OURS;
    }

    /** The same of an object of any kind. */
    public static boolean isOurs(Unstructured object) {
        try {
            return isOurs(object.as(TlsSecret.class));
        } catch (ApiException otherFields) {
            return false;
        }
    }
}
