package io.operatormetrics.operator.license;

import io.operatormetrics.kubernetes.cache.ApiDiscovery;
import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.cache.ConditionalAvailability;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.cache.ResourceCache;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.operator.state.CustomResources;
import io.operatormetrics.operator.state.Installation;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Whether licences are to be read: where their API is served, but not where an Installation is of variant Calico. The open-source edition
 * has no licence; a LicenseKey there is left over from Calico Enterprise, and its end concerns nobody. An unknown variant, and a cluster
 * without Installation, prevent nothing.
 *
 * <p>Source: operator.tigera.io/v1, Installation, {@code spec.variant}.
 */
public final class LicenseAvailability implements ConditionalAvailability {

    private final ApiDiscovery api;
    private final ResourceCache<Installation> installations;
    private final List<Consumer<ApiAvailability>> listeners = new CopyOnWriteArrayList<>();
    private ApiAvailability served = ApiAvailability.UNKNOWN;
    private @Nullable Boolean openSource;
    private volatile ApiAvailability current = ApiAvailability.UNKNOWN;

    public LicenseAvailability(ClusterContext cluster) {
        api = cluster.presence();
        installations = new ResourceCache<>(
                cluster,
                ResourceQuery.all(CustomResources.INSTALLATIONS, Installation.class),
                this::installationsChanged);
    }

    @Override
    public void start() {
        api.follow(CustomResources.LICENSE_KEYS, this::servedIs);
        installations.start();
    }

    @Override
    public synchronized void follow(Consumer<ApiAvailability> listener) {
        listeners.add(listener);
        listener.accept(current);
    }

    @Override
    public boolean isAnswered() {
        return current != ApiAvailability.UNKNOWN
                || (served == ApiAvailability.UNKNOWN && api.answered(CustomResources.LICENSE_KEYS));
    }

    private synchronized void servedIs(ApiAvailability apiAvailability) {
        served = apiAvailability;
        update();
    }

    private synchronized void installationsChanged() {
        switch (installations.all()) {
            case Observed.Present<Collection<Installation>>(var found) ->
                openSource = found.stream().anyMatch(Installation::isOpenSource);
            // What was seen before may still be so. Without an answer nothing else can be asked either.
            case Observed.Unreadable<Collection<Installation>>(ApiException failure) -> {
                if (openSource == null && failure.isAnswer()) {
                    openSource = false;
                }
            }
            case Observed.Pending<Collection<Installation>> _, Observed.Absent<Collection<Installation>> _ -> {}
        }
        update();
    }

    private void update() {
        ApiAvailability now = served != ApiAvailability.SERVED
                ? served
                : openSource == null
                        ? ApiAvailability.UNKNOWN
                        : openSource ? ApiAvailability.ABSENT : ApiAvailability.SERVED;
        if (now != current) {
            current = now;
            listeners.forEach(listener -> listener.accept(now));
        }
    }

    @Override
    public void close() {
        installations.close();
    }
}
