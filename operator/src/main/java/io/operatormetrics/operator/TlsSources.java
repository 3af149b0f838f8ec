package io.operatormetrics.operator;

import io.operatormetrics.operator.config.MonitoringSettings;
import io.operatormetrics.operator.config.OperatorSettings;
import io.operatormetrics.operator.kube.CaOverlap;
import io.operatormetrics.operator.kube.CaRecord;
import io.operatormetrics.operator.kube.Cluster;
import io.operatormetrics.operator.kube.EndpointSecrets;
import io.operatormetrics.operator.kube.EndpointSecrets.Maker;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.SecretTlsSource;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.server.settings.TlsFiles;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.FileTlsSource;
import io.operatormetrics.tls.TlsMaterialSource;

import java.util.Optional;

/** Where the endpoint's TLS material comes from, as the settings say. */
final class TlsSources {

    private TlsSources() {}

    /** Not started yet. */
    static TlsMaterialSource of(OperatorSettings settings, Cluster cluster) {
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

    private static EndpointSecrets secrets(OperatorSettings settings) {
        EndpointIdentity identity = EndpointIdentity.of(settings);
        return new EndpointSecrets(
                new ObjectKey(identity.operatorNamespace(), identity.serverSecret()),
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
        ObjectKey record = new ObjectKey(
                settings.identity().namespace(),
                CaRecord.name(settings.identity().serviceName()));
        boolean issuing = settings.monitoring().mode() != MonitoringSettings.Mode.NEVER;
        return new CaOverlap(
                issuing ? Optional.of(record) : Optional.empty(),
                settings.certificates().caOverlap());
    }
}
