/**
 * The key pairs of the endpoint and of its Prometheus: whose they are, when they are issued anew, by which CA, and how a change of CA goes
 * without a failed scrape. It decides only: what is seen of the cluster comes in, what is to be written goes out.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.certificate.CertificatePlanner}.
 */
@NullMarked
package io.operatormetrics.operator.certificate;

import org.jspecify.annotations.NullMarked;
