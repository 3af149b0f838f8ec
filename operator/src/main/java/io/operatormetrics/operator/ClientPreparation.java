package io.operatormetrics.operator;

import io.fabric8.kubernetes.client.KubernetesClient;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Makes the API client on a thread of its own. To read its configuration takes about as long as everything else that a start does before it
 * needs the client, so both are done at once.
 */
final class ClientPreparation implements AutoCloseable {

    private final CompletableFuture<KubernetesClient> client;

    private ClientPreparation(CompletableFuture<KubernetesClient> client) {
        this.client = client;
    }

    /** Returns at once. */
    static ClientPreparation of(Supplier<KubernetesClient> making) {
        return new ClientPreparation(CompletableFuture.supplyAsync(
                making, task -> Thread.ofPlatform().daemon().name("api client").start(task)));
    }

    /** Waits for it; throws what making it threw. It stays this object's to close. */
    KubernetesClient client() {
        try {
            return client.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Waits for the client too, so that none is left behind by a start that failed meanwhile. */
    @Override
    public void close() {
        client.whenComplete((made, failure) -> {
                    if (failure == null) {
                        made.close();
                    }
                })
                .exceptionally(failure -> null)
                .join();
    }
}
