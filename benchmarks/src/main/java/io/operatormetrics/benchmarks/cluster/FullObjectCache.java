package io.operatormetrics.benchmarks.cluster;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/**
 * What a program holds that watches the same Secrets in the usual way: fabric8's informer, with whole objects in its cache. Kubernetes is
 * found by KUBECONFIG.
 */
final class FullObjectCache {

    /** What it says once all are there. */
    static final String SYNCED = "synced";

    private static final long PAGE = 500;

    private FullObjectCache() {}

    public static void main(String[] arguments) throws InterruptedException {
        int expected = Integer.parseInt(arguments[0]);
        try (KubernetesClient client = new KubernetesClientBuilder().build();
                SharedIndexInformer<Secret> informer = client.secrets()
                        .inAnyNamespace()
                        .withLabel(WatchedSecrets.LABEL)
                        .withLimit(PAGE)
                        .inform(new Ignoring())) {
            if (informer.getStore().list().size() != expected) {
                throw new IllegalStateException(
                        informer.getStore().list().size() + " Secrets (expected: " + expected + ")");
            }
            System.out.println(SYNCED);
            Thread.currentThread().join();
        }
    }

    /** The cache is what is measured. */
    private static final class Ignoring implements ResourceEventHandler<Secret> {

        @Override
        public void onAdd(Secret added) {}

        @Override
        public void onUpdate(Secret before, Secret after) {}

        @Override
        public void onDelete(Secret deleted, boolean finalStateUnknown) {}
    }
}
