package io.operatormetrics.operator.certificate;

import io.operatormetrics.pki.CertificateAuthority;

import java.util.Optional;

/** Makes CAs, of which computing the key takes seconds. */
@FunctionalInterface
public interface CaGenerator {

    /** A new one; empty while it is being made, and then to be asked again. Returns at once. */
    Optional<CertificateAuthority> make();
}
