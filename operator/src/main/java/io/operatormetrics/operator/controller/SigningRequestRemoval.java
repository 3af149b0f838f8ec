package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.apply.ApplyResult;
import io.operatormetrics.kubernetes.apply.ServerSideApplier;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.kubernetes.control.LeaderElection;

import java.util.Collection;
import java.util.Optional;

/** Deletes CertificateSigningRequests of ours of which nothing is awaited any more. */
final class SigningRequestRemoval {

    private static final String WHY = "nothing is awaited of it";

    private final ResourceClient requests;
    private final ServerSideApplier writer;
    private final LeaderElection leaderElection;

    SigningRequestRemoval(ResourceClient requests, ServerSideApplier writer, LeaderElection leaderElection) {
        this.requests = requests;
        this.writer = writer;
        this.leaderElection = leaderElection;
    }

    void remove(Collection<NamespacedName> over, ReconcileReport done) throws InterruptedException {
        for (NamespacedName key : over) {
            if (leaderElection.isLeader() && writer.deletes()) {
                remove(new ManagedResource(GroupVersionResource.CERTIFICATE_SIGNING_REQUESTS, key), done);
            }
        }
    }

    /** Looked up once more: of what is watched only the answer is kept, which does not tell whose it is. */
    private void remove(ManagedResource managedResource, ReconcileReport done) throws InterruptedException {
        try {
            Optional<Unstructured> found =
                    requests.find(managedResource.resource(), managedResource.key(), Unstructured.class);
            if (found.isPresent()) {
                done.add(
                        managedResource,
                        writer.delete(managedResource.resource(), new Observed.Present<>(found.get()), WHY));
            }
        } catch (ApiException failure) {
            done.add(managedResource, new ApplyResult.Failed(failure));
        }
    }
}
