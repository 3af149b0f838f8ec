/**
 * From a source of TLS material to the one validated context that connections are served with. The last good one is kept:
 * what a source offers is published only after it was proved to work, and key and trust change together.
 *
 * <p>Start reading at {@link io.operatormetrics.tls.ServerTls}.
 */
@NullMarked
package io.operatormetrics.tls;

import org.jspecify.annotations.NullMarked;
