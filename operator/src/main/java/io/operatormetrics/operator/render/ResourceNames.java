package io.operatormetrics.operator.render;

import io.operatormetrics.kubernetes.apply.InstanceMetadata;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.settings.CertificateNames;
import io.operatormetrics.operator.settings.CertificateSettings;
import io.operatormetrics.operator.settings.Identity;
import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.operator.settings.Scheme;
import io.operatormetrics.operator.state.CaSecret;

import java.util.List;

/**
 * How the endpoint is called, found and reached. Service, certificates, ServiceMonitor and policies take names, ports and scheme from
 * here and from nowhere else, so that they agree whatever is set.
 *
 * @param caNamespace where Secret {@code tigera-ca-private} is; the operator's own, or that of the Go operator
 * @param prometheusNamespace where Prometheus and what it reads live
 * @param appLabel value of {@link #APP_LABEL} on the operator's pods
 * @param serviceName name of most objects, and server name in certificates
 * @param port of the metrics; 0 while it is to be picked at start, and then no object can name it
 * @param healthPort of the probes, likewise
 * @param serverSecret the endpoint's pair, in the operator's namespace
 * @param clientSecret the pair that Prometheus presents, in both namespaces
 * @param caBundle the ConfigMap of what Prometheus trusts
 */
public record ResourceNames(
        String operatorNamespace,
        String caNamespace,
        String prometheusNamespace,
        String appLabel,
        String serviceName,
        String clusterDomain,
        int port,
        int healthPort,
        Scheme scheme,
        String serverSecret,
        String clientSecret,
        String caBundle) {

    /** The label by which Services of Calico select pods. */
    public static final String APP_LABEL = "k8s-app";

    /** The Go operator's pods carry it; with this value they are not ours alone. */
    private static final String UPSTREAM_APP = "tigera-operator";

    public static ResourceNames of(OperatorSettings settings) {
        Identity operator = settings.identity();
        CertificateSettings certificates = settings.certificates();
        CertificateNames names = certificates.names();
        return new ResourceNames(
                operator.namespace(),
                certificates.caNamespace(),
                settings.monitoring().prometheusNamespace(),
                operator.name(),
                operator.serviceName(),
                operator.clusterDomain(),
                settings.metrics().address().port(),
                settings.health().address().port(),
                settings.metrics().scheme(),
                names.serverSecret(),
                names.clientSecret(),
                names.caBundle());
    }

    /** The same with the ports that were picked where settings leave them open. */
    public ResourceNames listeningOn(int metricsPort, int probesPort) {
        return new ResourceNames(
                operatorNamespace,
                caNamespace,
                prometheusNamespace,
                appLabel,
                serviceName,
                clusterDomain,
                metricsPort,
                probesPort,
                scheme,
                serverSecret,
                clientSecret,
                caBundle);
    }

    /** Which installation this is, as {@link InstanceMetadata} has it. */
    public String instance() {
        return InstanceMetadata.of(operatorNamespace, appLabel);
    }

    /** The Secret with the CA that signs our pairs, and that clients must chain to. */
    public NamespacedName caSecret() {
        return new NamespacedName(caNamespace, CaSecret.NAME);
    }

    public String portName() {
        return serviceName + "-port";
    }

    /** What Prometheus expects in the server's certificate. */
    public String serverName() {
        return serviceName;
    }

    /** The Service's names, shortest first: all that clients may call the endpoint, and the SANs of its certificate. */
    public List<String> dnsNames() {
        String inNamespace = serviceName + "." + operatorNamespace;
        return List.of(serviceName, inNamespace, inNamespace + ".svc", inNamespace + ".svc." + clusterDomain);
    }

    public boolean servesTls() {
        return scheme == Scheme.HTTPS;
    }

    /** Whether the label selects pods of this operator only. */
    public boolean ownsItsPods() {
        return !appLabel.equals(UPSTREAM_APP);
    }
}
