/**
 * Real parts, made easy to hold in a test: a kube-apiserver with etcd, our program as a user starts it, Prometheus, OpenSSL, curl.
 *
 * <p>Start reading at {@link io.operatormetrics.it.harness.KubeCluster} and
 * {@link io.operatormetrics.it.harness.OperatorProcess}. Whatever starts here ends with the JVM at the latest.
 */
@NullMarked
package io.operatormetrics.it.harness;

import org.jspecify.annotations.NullMarked;
