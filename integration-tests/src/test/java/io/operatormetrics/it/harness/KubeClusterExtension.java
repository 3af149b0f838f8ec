package io.operatormetrics.it.harness;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the one {@link KubeCluster} of this JVM to test classes and deletes after each class what it created there. */
public final class KubeClusterExtension implements ParameterResolver, AfterAllCallback {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KubeCluster.class;
    }

    @Override
    public KubeCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        cluster(context).objects().deleteAll();
    }

    /** Kept in the root store, which closes it when the last test has run. */
    private static KubeCluster cluster(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(KubeCluster.class))
                .computeIfAbsent(KubeCluster.class, key -> KubeCluster.start(), KubeCluster.class);
    }
}
