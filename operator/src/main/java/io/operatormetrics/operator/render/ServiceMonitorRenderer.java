package io.operatormetrics.operator.render;

import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.EndpointBuilder;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitorBuilder;
import io.fabric8.openshift.api.model.monitoring.v1.TLSConfig;
import io.fabric8.openshift.api.model.monitoring.v1.TLSConfigBuilder;
import io.operatormetrics.operator.config.MonitoringSettings;
import io.operatormetrics.operator.config.PrometheusDuration;

import java.util.TreeMap;

/** Tells the Prometheus Operator what to scrape and how. */
final class ServiceMonitorRenderer {

    private ServiceMonitorRenderer() {}

    static ServiceMonitor render(EndpointIdentity identity, Ownership ownership, MonitoringSettings monitoring) {
        return new ServiceMonitorBuilder()
                .withMetadata(ownership
                        .metadata(identity.prometheusNamespace(), identity.serviceName())
                        .addToLabels(new TreeMap<>(monitoring.labels()))
                        .build())
                .withNewSpec()
                .withNewNamespaceSelector()
                .withMatchNames(identity.operatorNamespace())
                .endNamespaceSelector()
                .withNewSelector()
                .addToMatchLabels(EndpointIdentity.APP_LABEL, identity.appLabel())
                .endSelector()
                .withEndpoints(endpoint(identity, monitoring))
                .endSpec()
                .build();
    }

    private static Endpoint endpoint(EndpointIdentity identity, MonitoringSettings monitoring) {
        EndpointBuilder endpoint = new EndpointBuilder()
                .withPort(identity.portName())
                .withScheme(identity.scheme().text())
                .withInterval(PrometheusDuration.format(monitoring.scrapeInterval()))
                .withScrapeTimeout(PrometheusDuration.format(monitoring.scrapeTimeout()))
                // A certificate's namespace is that of its Secret, not that of this target.
                .withHonorLabels(true);
        if (identity.servesTls()) {
            endpoint.withTlsConfig(tlsConfig(identity));
        }
        return endpoint.build();
    }

    private static TLSConfig tlsConfig(EndpointIdentity identity) {
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
