package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.collector.CertificateSeries.LabelledSecret;
import io.operatormetrics.operator.license.LicenseKey;
import io.operatormetrics.operator.state.CustomResources;
import io.operatormetrics.operator.state.Installation;
import io.operatormetrics.operator.state.TigeraStatus;
import io.operatormetrics.server.Readiness;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All that is collected from the cluster, and the only class of this package that others need. */
public final class ClusterCollectors implements AutoCloseable {
    private final List<ResourceCollector> collectors;
    private volatile Set<String> overLimit = Set.of();
    private volatile Runnable onLimit = () -> {};

    /**
     * @param store gets the series of the objects
     * @param registry gets the collectors' own health
     * @param limit of the series of certificates
     */
    public ClusterCollectors(
            ClusterContext cluster, ExpositionStore store, PrometheusRegistry registry, CertificateLimit limit) {
        List.of(
                        TigeraStatusSeries.COMPONENT_STATUS,
                        InstallationSeries.INSTALLATION_STATUS,
                        CertificateSeries.CERTIFICATE_EXPIRY,
                        LicenseSeries.LICENSE_EXPIRY,
                        LicenseSeries.LICENSE_VALID)
                .forEach(store::register);
        collectors = List.of(
                ResourceCollector.cached(
                        "component_status",
                        cluster,
                        ResourceQuery.all(CustomResources.TIGERA_STATUSES, Unstructured.class),
                        observed -> Observed.as(TigeraStatus.class, observed),
                        new SeriesSink<>(new ObjectSeries("component_status", store), TigeraStatusSeries::of)),
                ResourceCollector.cached(
                        "installation",
                        cluster,
                        ResourceQuery.all(CustomResources.INSTALLATIONS, Installation.class),
                        observed -> observed,
                        new SeriesSink<>(new ObjectSeries("installation", store), InstallationSeries::of)),
                ResourceCollector.streamed(
                        "tls_certificate",
                        cluster,
                        ResourceQuery.all(GroupVersionResource.SECRETS, LabelledSecret.class)
                                .labelled(CertificateSeries.SIGNER_LABEL)
                                .metadataOnly(),
                        new CertificateSink(
                                new ObjectSeries("tls_certificate", store),
                                new LabelValueLimiter("tls_certificate"),
                                limit,
                                this::overLimitIs)),
                ResourceCollector.cached(
                        "license",
                        cluster,
                        ResourceQuery.all(CustomResources.LICENSE_KEYS, LicenseKey.class),
                        observed -> observed,
                        new LicenseSink(
                                new ObjectSeries("license", store),
                                new LabelValueLimiter("license"),
                                cluster.clock(),
                                cluster.scheduler())));
        CollectorMetrics.register(registry, collectors);
    }

    /** Starts collecting; returns at once. The cluster has to be started too. */
    public void start() {
        collectors.forEach(ResourceCollector::start);
    }

    /** Not ready as long as a list that can come has not come. */
    public Readiness readiness() {
        List<String> missing = collectors.stream()
                .map(ResourceCollector::waitingFor)
                .flatMap(Optional::stream)
                .toList();
        return missing.isEmpty() ? new Readiness.Ready() : new Readiness.NotReady(missing);
    }

    private void overLimitIs(Set<String> namespaces) {
        overLimit = namespaces;
        onLimit.run();
    }

    /** Namespaces of which some Secrets have no series, because they have more than the limit. */
    public Set<String> overLimit() {
        return overLimit;
    }

    /** Has that called whenever {@link #overLimit} changes; it must return at once. */
    public void onLimit(Runnable listener) {
        onLimit = listener;
        listener.run();
    }

    @Override
    public void close() {
        collectors.forEach(ResourceCollector::close);
    }
}
