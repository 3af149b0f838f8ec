/**
 * A small HTTP/1 server for answers that are ready in memory: no request bodies, strict limits on what one client may take.
 *
 * <p>Start reading at {@link io.operatormetrics.server.http.HttpListener}, then {@link io.operatormetrics.server.http.ConnectionSetup}, which
 * lines up the handlers of one connection.
 */
@NullMarked
package io.operatormetrics.server.http;

import org.jspecify.annotations.NullMarked;
