package io.operatormetrics.operator;

import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.endpoint.SecretTlsSource;
import io.operatormetrics.operator.endpoint.TlsSecretRefs;
import io.operatormetrics.operator.endpoint.TlsSecretRefs.Maker;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.settings.MonitoringSettings;
import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.operator.settings.TlsFiles;
import io.operatormetrics.operator.state.CaOverlap;
import io.operatormetrics.operator.state.CaRotationSecret;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.FileTlsSource;
import io.operatormetrics.tls.TlsMaterialSource;

import java.util.Optional;

/** Where the endpoint's TLS material comes from, as the settings say. */
final class TlsSourceFactory {

    private TlsSourceFactory() {}

    /** Not started yet. */
    static TlsMaterialSource of(OperatorSettings settings, ClusterContext cluster) {
        ClientAuth clientAuth = settings.metrics().tlsPolicy().clientAuth();
        TlsFiles files = settings.metrics().tlsFiles();
        return switch (settings.tlsSource()) {
            case FILE ->
                new FileTlsSource(
                        files.certificate(),
                        files.key(),
                        clientAuth.verifies() ? Optional.of(files.clientCa()) : Optional.empty());
            case SECRET -> new SecretTlsSource(cluster, secrets(settings), clientAuth, caOverlap(settings));
        };
    }

    private static TlsSecretRefs secrets(OperatorSettings settings) {
        ResourceNames identity = ResourceNames.of(settings);
        return new TlsSecretRefs(
                new NamespacedName(identity.operatorNamespace(), identity.serverSecret()),
                identity.caSecret(),
                switch (settings.monitoring().mode()) {
                    case ALWAYS -> Maker.US;
                    case MONITOR -> Maker.US_FOR_A_MONITOR;
                    case NEVER -> Maker.OTHERS;
                });
    }

    /**
     * With MONITORING=never somebody else issues Prometheus's pair: at once, but the kubelet mounts it a while later. There is no leader
     * who would write down how far the change has come.
     */
    private static CaOverlap caOverlap(OperatorSettings settings) {
        NamespacedName record = new NamespacedName(
                settings.identity().namespace(),
                CaRotationSecret.name(settings.identity().serviceName()));
        boolean issuing = settings.monitoring().mode() != MonitoringSettings.Mode.NEVER;
        return new CaOverlap(
                issuing ? Optional.of(record) : Optional.empty(),
                settings.certificates().caOverlap());
    }
}
