package io.operatormetrics.it.harness;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Hands test classes the one {@link KubeCluster} of this JVM, and one {@link ScrapedOperator} with the usual settings for those that do
 * not change its TLS material or end it. After each class all that it created in the cluster is deleted.
 */
public final class SharedParts implements ParameterResolver, AfterAllCallback {

    /**
     * Closed when this JVM ends. JUnit's own stores end sooner: to the processes that it starts Surefire hands classes one by one, each a run
     * of its own, and a cluster takes ten seconds of both cores to start.
     */
    private static final Map<Class<?>, Object> SHARED = new ConcurrentHashMap<>();

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == KubeCluster.class || type == ScrapedOperator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KubeCluster.class ? cluster() : operator();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        cluster().objects().deleteAll();
    }

    private static KubeCluster cluster() {
        return shared(KubeCluster.class, KubeCluster::start);
    }

    private static ScrapedOperator operator() {
        KubeCluster cluster = cluster();
        return shared(
                ScrapedOperator.class,
                () -> ScrapedOperator.start(
                        OperatorLauncher.with(OperatorAccount.shipped(cluster).kubeconfig())));
    }

    private static <T> T shared(Class<T> type, Supplier<T> start) {
        return type.cast(SHARED.computeIfAbsent(type, _ -> start.get()));
    }
}
