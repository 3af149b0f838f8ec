package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;

import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Many Secrets with certificates of which metrics tell, in namespaces of their own, of which none has so many that some are hidden; all are
 * deleted at the end.
 */
public final class LabelledSecrets implements AutoCloseable {

    private static final int FEWEST_NAMESPACES = 4;
    private static final int SECRETS_IN_ONE = 900;
    private static final String EXPIRY = "certificates.operator.tigera.io~1expiry";

    private final KubeCluster cluster;
    private final String namespace;
    private final int count;
    private final String issuer;

    private LabelledSecrets(KubeCluster cluster, String namespace, int count, String issuer) {
        this.issuer = issuer;
        this.cluster = cluster;
        this.namespace = namespace;
        this.count = count;
    }

    /** So many in new namespaces whose names begin so. */
    public static LabelledSecrets create(KubeCluster cluster, String namespace, int count) {
        return create(cluster, namespace, count, "");
    }

    /** The same with that issuer. */
    public static LabelledSecrets create(KubeCluster cluster, String namespace, int count, String issuer) {
        LabelledSecrets secrets = new LabelledSecrets(cluster, namespace, count, issuer);
        secrets.namespaces().forEach(cluster.objects()::createNamespace);
        IntStream.range(0, count)
                .parallel()
                .forEach(number ->
                        cluster.admin().resource(secrets.secret(number)).create());
        return secrets;
    }

    private Stream<String> namespaces() {
        return IntStream.range(0, namespaceCount()).mapToObj(this::namespace);
    }

    private int namespaceCount() {
        return Math.max(FEWEST_NAMESPACES, Math.ceilDiv(count, SECRETS_IN_ONE));
    }

    private String namespace(int number) {
        return namespace + "-" + number;
    }

    private GenericKubernetesResource secret(int number) {
        return Kinds.certificate(
                namespace(number % namespaceCount()),
                "certificate-" + number,
                "expiry",
                "2027-01-01T00:00:00Z",
                "issuer",
                issuer);
    }

    /** Has each of them end at another time. */
    public void changeAll(Instant expiry) {
        IntStream.range(0, count)
                .parallel()
                .forEach(number -> cluster.admin()
                        .resource(secret(number))
                        .patch(
                                PatchContext.of(PatchType.JSON),
                                "[{\"op\": \"replace\", \"path\": \"/metadata/annotations/%s\", \"value\": \"%s\"}]"
                                        .formatted(EXPIRY, expiry)));
    }

    /** One by one: to delete all of a namespace an API server reads all of it first, for longer than a client waits when it is busy. */
    @Override
    public void close() {
        IntStream.range(0, count)
                .parallel()
                .forEach(number -> cluster.admin()
                        .resource(secret(number))
                        .withGracePeriod(0)
                        .delete());
        namespaces().forEach(cluster.objects()::endNamespace);
    }
}
