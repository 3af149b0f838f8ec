package io.operatormetrics.operator.render;

import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.EndpointBuilder;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitorBuilder;
import io.fabric8.openshift.api.model.monitoring.v1.TLSConfig;
import io.fabric8.openshift.api.model.monitoring.v1.TLSConfigBuilder;
import io.operatormetrics.operator.settings.MonitoringSettings;
import io.operatormetrics.operator.settings.MonitoringSettings.DuplicateFamilies;
import io.operatormetrics.operator.settings.PrometheusDuration;

import java.util.Map;
import java.util.TreeMap;

/** Tells the Prometheus Operator what to scrape and how. */
final class ServiceMonitorRenderer {

    /** By this label the Prometheus of Calico Enterprise selects ServiceMonitors. */
    private static final Map<String, String> SELECTED_BY = Map.of("team", "network-operators");

    private ServiceMonitorRenderer() {}

    static ServiceMonitor render(
            ResourceNames identity,
            ManagedMetadata managedMetadata,
            MonitoringSettings monitoring,
            DuplicateFamilies duplicateFamilies) {
        return new ServiceMonitorBuilder()
                .withMetadata(managedMetadata
                        .metadata(identity.prometheusNamespace(), identity.serviceName())
                        .addToLabels(monitoring.mode() == MonitoringSettings.Mode.MONITOR ? SELECTED_BY : Map.of())
                        .addToLabels(new TreeMap<>(monitoring.labels()))
                        .build())
                .withNewSpec()
                .withNewNamespaceSelector()
                .withMatchNames(identity.operatorNamespace())
                .endNamespaceSelector()
                .withNewSelector()
                .addToMatchLabels(ResourceNames.APP_LABEL, identity.appLabel())
                .endSelector()
                .withEndpoints(endpoint(identity, monitoring, duplicateFamilies))
                .endSpec()
                .build();
    }

    private static Endpoint endpoint(
            ResourceNames identity, MonitoringSettings monitoring, DuplicateFamilies duplicateFamilies) {
        EndpointBuilder endpoint = new EndpointBuilder()
                .withPort(identity.portName())
                .withScheme(identity.scheme().text())
                .withInterval(PrometheusDuration.format(monitoring.scrapeInterval()))
                .withScrapeTimeout(PrometheusDuration.format(monitoring.scrapeTimeout()))
                // A certificate's namespace is that of its Secret, not that of this target.
                .withHonorLabels(true);
        if (duplicateFamilies == DuplicateFamilies.DROP) {
            endpoint.withMetricRelabelings(DroppedFamilies.relabeling());
        }
        if (identity.servesTls()) {
            endpoint.withTlsConfig(tlsConfig(identity));
        }
        return endpoint.build();
    }

    private static TLSConfig tlsConfig(ResourceNames identity) {
        return new TLSConfigBuilder()
                .withServerName(identity.serverName())
                .withNewCa()
                .withNewConfigMap(CaBundleRenderer.KEY, identity.caBundle(), null)
                .endCa()
                .withNewCert()
                .withNewSecret("tls.crt", identity.clientSecret(), null)
                .endCert()
                .withNewKeySecret("tls.key", identity.clientSecret(), null)
                .build();
    }
}
