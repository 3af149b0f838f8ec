package io.operatormetrics.operator.controller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.apply.ServerSideApplier;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.kubernetes.control.LeaseRenewalCheck;
import io.operatormetrics.operator.certificate.CertificateOwnership;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.settings.OperatorSettings;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Deletes what an installation of ours made. Its inventory says where to look, each object says whose it is. The inventory goes last, so that
 * a clean-up that could not delete something can be repeated. Blocking; for one use.
 */
public final class Cleanup {

    /** Whether anything is really deleted. */
    public enum Effect {
        DELETE,
        DRY_RUN
    }

    private final ResourceNames identity;
    private final ResourceClient requests;
    private final ObjectInventory inventory;
    private final LeaseRenewalCheck leases;
    private final CleanupReport report;
    private final OwnObjectRemoval objects;
    private final CaRemoval ca;

    /**
     * Of the installation that the settings name.
     *
     * @param out gets a line for each object, and one at the end
     */
    public Cleanup(KubernetesClient client, OperatorSettings settings, Effect effect, Consumer<String> out) {
        this.identity = ResourceNames.of(settings);
        this.requests = new ResourceClient(client, ServerSideApplier.FIELD_MANAGER);
        ServerSideApplier writer =
                new ServerSideApplier(requests, CertificateOwnership.policy(identity.instance()), System::nanoTime);
        this.inventory = new ObjectInventory(identity, writer);
        this.leases = new LeaseRenewalCheck(requests, LeaseRenewalCheck.Time.SYSTEM);
        this.report = new CleanupReport(effect, out);
        this.objects = new OwnObjectRemoval(requests, writer, effect, report);
        this.ca = new CaRemoval(settings, requests, effect, report);
    }

    /** Returns whether nothing is left that should be gone. */
    public boolean run() throws InterruptedException {
        ManagedResource list = new ManagedResource(GroupVersionResource.CONFIG_MAPS, ObjectInventory.key(identity));
        try {
            Optional<Unstructured> found = requests.find(list.resource(), list.key(), Unstructured.class);
            Set<ManagedResource> listed =
                    found.isPresent() ? inventory.listed(new Observed.Present<>(found.get())) : Set.of();
            Optional<String> running = leases.renewer(leases(listed));
            if (running.isPresent()) {
                report.refused("%s, so installation %s still runs; stop it first"
                        .formatted(running.get(), identity.instance()));
                return false;
            }
            objects.remove(listed);
            ca.remove();
            if (report.isComplete()) {
                objects.remove(Set.of(list));
            }
        } catch (ApiException failure) {
            report.failed(list, failure.message());
        }
        return report.end();
    }

    /** Those that it has held under any names; that of these settings even where nothing is listed. */
    private Set<NamespacedName> leases(Set<ManagedResource> listed) {
        Set<ManagedResource> leases = new HashSet<>(listed);
        leases.add(ManagedResource.lease(identity));
        return leases.stream()
                .filter(managedResource -> managedResource.resource().equals(GroupVersionResource.LEASES))
                .map(ManagedResource::key)
                .collect(Collectors.toSet());
    }
}
