package io.operatormetrics.operator.certificate;

import io.operatormetrics.pki.StoredPair;

import java.security.cert.X509Certificate;

/** A pair that serves, in its Secret already or on its way there. */
record ActiveCertificate(StoredPair stored, X509Certificate leaf, CertificateOwner owner) {

    /** Names the subject; never the key. */
    @Override
    public String toString() {
        return stored + " of " + leaf.getSubjectX500Principal();
    }
}
