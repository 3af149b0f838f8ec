/**
 * What the operator of the demo watches: an API server, in memory or real, and the sample objects in it.
 */
@NullMarked
package io.operatormetrics.demo.cluster;

import org.jspecify.annotations.NullMarked;
