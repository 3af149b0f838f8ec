package io.operatormetrics.operator.monitor;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.operator.apply.ObjectWriter;
import io.operatormetrics.operator.certificate.Certificates;
import io.operatormetrics.operator.config.OperatorSettings;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.leader.LeaseRenewals;
import io.operatormetrics.operator.render.EndpointIdentity;

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

    private final EndpointIdentity identity;
    private final ObjectRequests requests;
    private final ObjectInventory inventory;
    private final LeaseRenewals leases;
    private final CleanupReport report;
    private final OwnObjectRemoval objects;
    private final CaRemoval ca;

    /**
     * Of the installation that the settings name.
     *
     * @param out gets a line for each object, and one at the end
     */
    public Cleanup(KubernetesClient client, OperatorSettings settings, Effect effect, Consumer<String> out) {
        this.identity = EndpointIdentity.of(settings);
        this.requests = new ObjectRequests(client, ObjectWriter.FIELD_MANAGER);
        ObjectWriter writer = new ObjectWriter(requests, identity.instance(), Certificates::isOurs, System::nanoTime);
        this.inventory = new ObjectInventory(identity, writer);
        this.leases = new LeaseRenewals(requests, LeaseRenewals.Time.SYSTEM);
        this.report = new CleanupReport(effect, out);
        this.objects = new OwnObjectRemoval(requests, writer, effect, report);
        this.ca = new CaRemoval(settings, requests, effect, report);
    }

    /** Returns whether nothing is left that should be gone. */
    public boolean run() throws InterruptedException {
        Target list = new Target(ApiResource.CONFIG_MAPS, ObjectInventory.key(identity));
        try {
            Optional<ApiObject> found = requests.find(list.resource(), list.key(), ApiObject.class);
            Set<Target> listed = found.isPresent() ? inventory.listed(new Sight.Found<>(found.get())) : Set.of();
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
        } catch (ApiFailure failure) {
            report.failed(list, failure.message());
        }
        return report.end();
    }

    /** Those that it has held under any names; that of these settings even where nothing is listed. */
    private Set<ObjectKey> leases(Set<Target> listed) {
        Set<Target> leases = new HashSet<>(listed);
        leases.add(Target.lease(identity));
        return leases.stream()
                .filter(target -> target.resource().equals(ApiResource.LEASES))
                .map(Target::key)
                .collect(Collectors.toSet());
    }
}
