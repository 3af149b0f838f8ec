/**
 * Watched objects: one reflector per query, the state of each object as observed, and discovery of the APIs that the cluster serves.
 *
 * <p>Start reading at {@link io.operatormetrics.kubernetes.cache.Reflector}.
 */
@NullMarked
package io.operatormetrics.kubernetes.cache;

import org.jspecify.annotations.NullMarked;
