package io.operatormetrics.benchmarks.cluster;

import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/**
 * Secrets as the Tigera operator labels and annotates them, each with data that our program must not let grow it.
 *
 * @param dataBytes of each, before base64
 */
record WatchedSecrets(int dataBytes) {

    static final String FAMILY = "tigera_operator_tls_certificate_expiry_timestamp_seconds";

    static final String LABEL = "certificates.operator.tigera.io/signer";

    private static final int AT_A_TIME = 32;

    /** Of one namespace; more than a thousand would have no series. */
    private static final int OF_A_NAMESPACE = 500;

    /** Creates those with numbers from the first to below the last, in namespaces of 500 each. */
    void create(ApiServer api, int first, int last) {
        for (int number = first + (OF_A_NAMESPACE - first % OF_A_NAMESPACE) % OF_A_NAMESPACE;
                number < last;
                number += OF_A_NAMESPACE) {
            api.create("/api/v1/namespaces", """
                    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "%s"}}
                    """.formatted(namespace(number)));
        }
        Semaphore free = new Semaphore(AT_A_TIME);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var created = IntStream.range(first, last)
                    .mapToObj(number -> threads.submit(() -> {
                        free.acquireUninterruptibly();
                        try {
                            api.create("/api/v1/namespaces/" + namespace(number) + "/secrets", json(number));
                        } finally {
                            free.release();
                        }
                    }))
                    .toList();
            for (var one : created) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating Secrets", e);
        }
    }

    private static String namespace(int number) {
        return "tenant-" + number / OF_A_NAMESPACE;
    }

    private String json(int number) {
        byte[] data = new byte[dataBytes];
        Arrays.fill(data, (byte) ('a' + number % 26));
        return """
                {"apiVersion": "v1", "kind": "Secret",
                 "metadata": {"name": "component-%d-tls",
                  "labels": {"certificates.operator.tigera.io/signer": "tigera-operator-signer"},
                  "annotations": {"certificates.operator.tigera.io/issuer": "tigera-operator-signer",
                   "certificates.operator.tigera.io/expiry": "2030-01-02T15:04:05Z"}},
                 "data": {"tls.crt": "%s"}}
                """.formatted(number, Base64.getEncoder().encodeToString(data));
    }
}
