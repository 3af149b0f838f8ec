package io.operatormetrics.operator;

import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmCompilationMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryPoolAllocationMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What the program tells of itself: which it is, and how its JVM and its process are. */
final class SelfMetrics {

    /** What the names of all metrics of this program begin with. */
    static final String PREFIX = "tigera_operator";

    private SelfMetrics() {}

    static void register(PrometheusRegistry registry, BuildInfo build) {
        Info.builder()
                .name(PREFIX + "_build_info")
                .help("Which program this is.")
                .labelNames("version", "revision", "java_version")
                .register(registry)
                .addLabelValues(build.version(), build.revision(), build.javaVersion());
        registerJvm(registry);
    }

    /**
     * All of client_java's JvmMetrics but those of native memory. They exist only if the JVM was started with tracking of it, and to find
     * out that it was not they start its management server and load its flight recorder, which takes as long as half of the start.
     */
    private static void registerJvm(PrometheusRegistry registry) {
        JvmBufferPoolMetrics.builder().register(registry);
        JvmClassLoadingMetrics.builder().register(registry);
        JvmCompilationMetrics.builder().register(registry);
        JvmGarbageCollectorMetrics.builder().register(registry);
        JvmMemoryMetrics.builder().register(registry);
        JvmMemoryPoolAllocationMetrics.builder().register(registry);
        JvmRuntimeInfoMetric.builder().register(registry);
        JvmThreadsMetrics.builder().register(registry);
        ProcessMetrics.builder().register(registry);
    }
}
