package io.operatormetrics.it.harness;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.util.function.Supplier;

/**
 * Hands test classes the one {@link KubeCluster} of this JVM, and one {@link ScrapedOperator} with the usual settings for those that do
 * not change its TLS material or end it. After each class all that it created in the cluster is deleted.
 */
public final class SharedParts implements ParameterResolver, AfterAllCallback {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == KubeCluster.class || type == ScrapedOperator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KubeCluster.class ? cluster(context) : operator(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        cluster(context).objects().deleteAll();
    }

    private static KubeCluster cluster(ExtensionContext context) {
        return shared(context, KubeCluster.class, KubeCluster::start);
    }

    private static ScrapedOperator operator(ExtensionContext context) {
        KubeCluster cluster = cluster(context);
        return shared(
                context,
                ScrapedOperator.class,
                () -> ScrapedOperator.start(
                        OperatorLauncher.with(OperatorAccount.shipped(cluster).kubeconfig())));
    }

    /** Kept in the root store, which closes all when the last test has run, the youngest first. */
    private static <T> T shared(ExtensionContext context, Class<T> type, Supplier<T> start) {
        return context.getRoot()
                .getStore(Namespace.create(SharedParts.class))
                .computeIfAbsent(type, key -> start.get(), type);
    }
}
