package io.operatormetrics.tls;

import io.operatormetrics.x509.CertificateKeyPair;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a reading turned out to be. */
sealed interface ValidatedMaterial {

    /**
     * Proved good for now.
     *
     * @param clientCas empty when no client certificate is verified
     */
    record Usable(CertificateKeyPair server, List<X509Certificate> clientCas, NameList allowedNames)
            implements ValidatedMaterial {}

    /**
     * Not to be served.
     *
     * @param goodFrom when the same bytes may become good by the passing of time
     */
    record Unusable(List<Finding> problems, Optional<Instant> goodFrom) implements ValidatedMaterial {}

    /** Not all there. */
    record Absent(List<Finding> missing) implements ValidatedMaterial {}
}
