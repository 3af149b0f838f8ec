/** TLS material of the endpoint from the cluster's Secrets. */
@NullMarked
package io.operatormetrics.operator.endpoint;

import org.jspecify.annotations.NullMarked;
