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

    /** Creates those with numbers from the first to below the last, in namespace {@code default}. */
    void create(ApiServer api, int first, int last) {
        Semaphore free = new Semaphore(AT_A_TIME);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var created = IntStream.range(first, last)
                    .mapToObj(number -> threads.submit(() -> {
                        free.acquireUninterruptibly();
                        try {
                            api.create("/api/v1/namespaces/default/secrets", json(number));
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
