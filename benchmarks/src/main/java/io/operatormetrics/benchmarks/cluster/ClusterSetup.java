package io.operatormetrics.benchmarks.cluster;

import java.nio.file.Path;

/**
 * What the operator is started with.
 *
 * @param launcher {@code bin/operator-metrics}
 * @param certificates folder of its pair and CA
 * @param scratch for its output
 */
record ClusterSetup(Path launcher, Path kubeconfig, Path certificates, Path scratch) {}
