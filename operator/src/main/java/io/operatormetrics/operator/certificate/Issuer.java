package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.status.Finding;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who signs in this cluster at present. */
sealed interface Issuer {

    /**
     * The CA of Secret {@code tigera-ca-private}.
     *
     * @param certificates the signer's first
     */
    record OwnCa(List<X509Certificate> certificates) implements Issuer {
        public OwnCa {
            certificates = List.copyOf(certificates);
        }
    }

    /**
     * The signer that the Installation names: certificates are asked for with CertificateSigningRequests.
     *
     * @param certificates its CA, as the Installation gives it
     */
    record Signer(String name, List<X509Certificate> certificates) implements Issuer {
        public Signer {
            certificates = List.copyOf(certificates);
        }
    }

    /** There is no CA, and we may create one. */
    record Missing() implements Issuer {}

    /**
     * Nobody, as far as is known; what is in place stays as it is.
     *
     * @param requeueAt when that changes by time alone
     */
    record Unavailable(Finding finding, Optional<Instant> requeueAt) implements Issuer {
        Unavailable(Finding finding) {
            this(finding, Optional.empty());
        }
    }
}
