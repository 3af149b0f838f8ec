/**
 * Access to the API server over fabric8's HTTP client: requests that are counted, answers that are read as a stream within limits, and records of the few fields that are kept.
 *
 * <p>Start reading at {@link io.operatormetrics.kubernetes.client.ResourceClient}.
 */
@NullMarked
package io.operatormetrics.kubernetes.client;

import org.jspecify.annotations.NullMarked;
