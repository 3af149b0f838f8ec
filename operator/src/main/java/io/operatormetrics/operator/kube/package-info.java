/**
 * How the operator talks to the API server: a client that counts its requests and wipes what it received, lists and watches that
 * read each object straight into the few fields that are kept, which APIs are served, and TLS material from Secrets.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.kube.Reflector}.
 */
@NullMarked
package io.operatormetrics.operator.kube;

import org.jspecify.annotations.NullMarked;
