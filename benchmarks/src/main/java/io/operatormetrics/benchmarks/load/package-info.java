/**
 * The load client: as many scrapes or connections as one thread gets out of a server, over mutual TLS by BoringSSL, each answer checked.
 *
 * <p>Start reading at {@link io.operatormetrics.benchmarks.load.LoadClient}.
 */
@NullMarked
package io.operatormetrics.benchmarks.load;

import org.jspecify.annotations.NullMarked;
