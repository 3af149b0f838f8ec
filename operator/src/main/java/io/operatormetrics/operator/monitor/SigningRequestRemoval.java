package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.apply.ApplyResult;
import io.operatormetrics.operator.apply.ObjectWriter;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.leader.Leadership;

import java.util.Collection;
import java.util.Optional;

/** Deletes CertificateSigningRequests of ours of which nothing is awaited any more. */
final class SigningRequestRemoval {

    private static final String WHY = "nothing is awaited of it";

    private final ObjectRequests requests;
    private final ObjectWriter writer;
    private final Leadership leadership;

    SigningRequestRemoval(ObjectRequests requests, ObjectWriter writer, Leadership leadership) {
        this.requests = requests;
        this.writer = writer;
        this.leadership = leadership;
    }

    void remove(Collection<ObjectKey> over, Reconciliation done) throws InterruptedException {
        for (ObjectKey key : over) {
            if (leadership.isLeader() && writer.deletes()) {
                remove(new Target(ApiResource.CERTIFICATE_SIGNING_REQUESTS, key), done);
            }
        }
    }

    /** Looked up once more: of what is watched only the answer is kept, which does not tell whose it is. */
    private void remove(Target target, Reconciliation done) throws InterruptedException {
        try {
            Optional<ApiObject> found = requests.find(target.resource(), target.key(), ApiObject.class);
            if (found.isPresent()) {
                done.add(target, writer.delete(target.resource(), new Sight.Found<>(found.get()), WHY));
            }
        } catch (ApiFailure failure) {
            done.add(target, new ApplyResult.Failed(failure));
        }
    }
}
