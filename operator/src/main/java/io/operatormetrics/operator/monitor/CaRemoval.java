package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.apply.SoleManager;
import io.operatormetrics.operator.config.OperatorSettings;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.CaSecret;
import io.operatormetrics.operator.kube.InstanceMark;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.kube.Selection;
import io.operatormetrics.operator.monitor.Cleanup.Effect;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.operator.render.Ownership;

import java.util.Optional;

/**
 * Deletes the CA of an installation that is going. Only where it is certainly nobody else's: in the installation's own namespace, which is not
 * the Go operator's and holds no other installation of ours, and written by nobody but us. Of the Secret only the metadata is read.
 */
final class CaRemoval {

    /** Where the Go operator has the CA of the whole cluster. */
    private static final String GO_OPERATOR = "tigera-operator";

    private final EndpointIdentity identity;
    private final String caNamespace;
    private final ObjectRequests requests;
    private final Effect effect;
    private final CleanupReport report;

    CaRemoval(OperatorSettings settings, ObjectRequests requests, Effect effect, CleanupReport report) {
        this.identity = EndpointIdentity.of(settings);
        this.caNamespace = settings.certificates().caNamespace();
        this.requests = requests;
        this.effect = effect;
        this.report = report;
    }

    void remove() throws InterruptedException {
        if (!caNamespace.equals(identity.operatorNamespace()) || caNamespace.equals(GO_OPERATOR)) {
            return;
        }
        Target target = Target.secret(caNamespace, CaSecret.NAME);
        try {
            Optional<ApiObject> found = requests.findMetadata(target.resource(), target.key());
            if (found.isEmpty()) {
                return;
            }
            Optional<String> why = whyItStays(found.get());
            if (why.isPresent()) {
                report.kept(target, why.get());
                return;
            }
            if (effect == Effect.DELETE) {
                requests.delete(target.resource(), found.get());
            }
            report.deleted(target);
        } catch (ApiFailure failure) {
            report.failed(target, failure.message());
        }
    }

    private Optional<String> whyItStays(ApiObject live) throws ApiFailure, InterruptedException {
        if (!SoleManager.isUs(live) || live.controller().isPresent()) {
            return Optional.of("managedFields do not name us alone");
        }
        return requests
                .list(Selection.all(ApiResource.CONFIG_MAPS, ApiObject.class)
                        .inNamespace(caNamespace)
                        .labelled(Ownership.SELECTOR)
                        .metadataOnly())
                .stream()
                .flatMap(object -> object.annotation(InstanceMark.ANNOTATION).stream())
                .filter(instance -> !instance.equals(identity.instance()))
                .findFirst()
                .map("installation %s is in the same namespace"::formatted);
    }
}
