/**
 * Certificate values and a PEM codec, on the JDK alone: what was read is either what it has to be, or an
 * {@link io.operatormetrics.x509.X509Exception} that says where it came from, what it is and what was expected.
 *
 * <p>Start reading at {@link io.operatormetrics.x509.CertificateKeyPair}.
 */
@NullMarked
package io.operatormetrics.x509;

import org.jspecify.annotations.NullMarked;
