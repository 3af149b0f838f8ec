/**
 * Acts as a certificate authority: creates one and issues key pairs from it. Start at {@link
 * io.operatormetrics.pki.CertificateAuthority}. Bouncy Castle does the X.509 work and shows in no signature.
 */
@NullMarked
package io.operatormetrics.pki;

import org.jspecify.annotations.NullMarked;
