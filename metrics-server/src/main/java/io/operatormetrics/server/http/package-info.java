/**
 * A small HTTP/1 server for answers that are ready in memory: GET and HEAD only, no request bodies, strict limits per client.
 *
 */
@NullMarked
package io.operatormetrics.server.http;

import org.jspecify.annotations.NullMarked;
