package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;

import java.time.Instant;
import java.util.stream.IntStream;

/** Many Secrets with certificates of which metrics tell, in a namespace of their own; all are deleted at the end. */
public final class LabelledSecrets implements AutoCloseable {

    private static final String EXPIRY = "certificates.operator.tigera.io~1expiry";

    private final KubeCluster cluster;
    private final String namespace;
    private final int count;

    private LabelledSecrets(KubeCluster cluster, String namespace, int count) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.count = count;
    }

    /** So many in a new namespace of that name. */
    public static LabelledSecrets create(KubeCluster cluster, String namespace, int count) {
        LabelledSecrets secrets = new LabelledSecrets(cluster, namespace, count);
        cluster.objects().createNamespace(namespace);
        IntStream.range(0, count)
                .parallel()
                .forEach(number ->
                        cluster.admin().resource(secrets.secret(number)).create());
        return secrets;
    }

    private GenericKubernetesResource secret(int number) {
        return Kinds.certificate(namespace, "certificate-" + number, "expiry", "2027-01-01T00:00:00Z");
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

    @Override
    public void close() {
        cluster.admin().secrets().inNamespace(namespace).withGracePeriod(0).delete();
        cluster.objects().endNamespace(namespace);
    }
}
