package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.apply.InstanceMetadata;
import io.operatormetrics.kubernetes.apply.SoleManager;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.controller.Cleanup.Effect;
import io.operatormetrics.operator.render.ManagedMetadata;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.operator.state.CaSecret;

import java.util.Optional;

/**
 * Deletes the CA of an installation that is going. Only where it is certainly nobody else's: in the installation's own namespace, which is not
 * the Go operator's and holds no other installation of ours, and written by nobody but us. Of the Secret only the metadata is read.
 */
final class CaRemoval {

    /** Where the Go operator has the CA of the whole cluster. */
    private static final String GO_OPERATOR = "tigera-operator";

    private final ResourceNames identity;
    private final String caNamespace;
    private final ResourceClient requests;
    private final Effect effect;
    private final CleanupReport report;

    CaRemoval(OperatorSettings settings, ResourceClient requests, Effect effect, CleanupReport report) {
        this.identity = ResourceNames.of(settings);
        this.caNamespace = settings.certificates().caNamespace();
        this.requests = requests;
        this.effect = effect;
        this.report = report;
    }

    void remove() throws InterruptedException {
        if (!caNamespace.equals(identity.operatorNamespace()) || caNamespace.equals(GO_OPERATOR)) {
            return;
        }
        ManagedResource managedResource = ManagedResource.secret(caNamespace, CaSecret.NAME);
        try {
            Optional<Unstructured> found = requests.findMetadata(managedResource.resource(), managedResource.key());
            if (found.isEmpty()) {
                return;
            }
            Optional<String> why = whyItStays(found.get());
            if (why.isPresent()) {
                report.kept(managedResource, why.get());
                return;
            }
            if (effect == Effect.DELETE) {
                requests.delete(managedResource.resource(), found.get());
            }
            report.deleted(managedResource);
        } catch (ApiException failure) {
            report.failed(managedResource, failure.message());
        }
    }

    private Optional<String> whyItStays(Unstructured live) throws ApiException, InterruptedException {
        if (!SoleManager.isUs(live) || live.controller().isPresent()) {
            return Optional.of("managedFields do not name us alone");
        }
        return requests
                .list(ResourceQuery.all(GroupVersionResource.CONFIG_MAPS, Unstructured.class)
                        .inNamespace(caNamespace)
                        .labelled(ManagedMetadata.SELECTOR)
                        .metadataOnly())
                .stream()
                .flatMap(object -> object.annotation(InstanceMetadata.ANNOTATION).stream())
                .filter(instance -> !instance.equals(identity.instance()))
                .findFirst()
                .map("installation %s is in the same namespace"::formatted);
    }
}
