package io.operatormetrics.it.harness;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Lends a test class a {@link KubeCluster} that no other class has meanwhile, and one {@link ScrapedOperator} with the usual settings for
 * those that do not change its TLS material or end it. After the class all that it created in the cluster is deleted.
 */
public final class SharedParts implements BeforeAllCallback, AfterAllCallback, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SharedParts.class);

    /** A cluster takes ten seconds of both cores to start, so it is closed only when this JVM ends. */
    private static final Queue<Parts> IDLE = new ConcurrentLinkedQueue<>();

    static {
        // Three clusters share two processors; where a limit is a request the test says so.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Parts idle = IDLE.poll();
        context.getStore(NAMESPACE).put(Parts.class, idle == null ? new Parts(KubeCluster.start()) : idle);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Parts parts = parts(context);
        if (parts == null) {
            // No cluster could be started, which has failed the class already.
            return;
        }
        parts.cluster.objects().deleteAll();
        // Namespaces end a moment after they are deleted.
        await().untilAsserted(() -> assertThat(parts.cluster.objects().withSeries())
                .as("left behind for the next user of this cluster")
                .isEmpty());
        IDLE.add(parts);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == KubeCluster.class || type == ScrapedOperator.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Parts parts = parts(context);
        return parameter.getParameter().getType() == KubeCluster.class ? parts.cluster : parts.operator();
    }

    private static Parts parts(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(Parts.class, Parts.class);
    }

    /** The operator is started for the first class that asks for it. */
    private static final class Parts {

        private final KubeCluster cluster;
        private ScrapedOperator operator;

        Parts(KubeCluster cluster) {
            this.cluster = cluster;
        }

        synchronized ScrapedOperator operator() {
            if (operator == null) {
                operator = ScrapedOperator.start(
                        OperatorLauncher.with(OperatorAccount.shipped(cluster).kubeconfig()));
                // So that what a test waits for is not the start.
                operator.process().awaitReady();
            }
            return operator;
        }
    }
}
