/**
 * The servers that are compared, each in a process of its own with the same series, certificates and JVM options.
 *
 * <p>Start reading at {@link io.operatormetrics.benchmarks.peer.Peers}; one more peer is one more method there.
 */
@NullMarked
package io.operatormetrics.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
