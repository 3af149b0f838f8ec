package io.operatormetrics.operator.settings;

import io.operatormetrics.server.settings.Setting;
import io.operatormetrics.server.settings.SettingsReader;
import io.operatormetrics.server.settings.ValueSyntax;

/**
 * All that can be set about the operator.
 *
 * @param tlsSource where the endpoint's TLS material comes from
 * @param runtimeEnvironment where the program runs, on which some defaults depend
 */
public record OperatorSettings(
        MetricsServerSettings metrics,
        TlsSource tlsSource,
        HealthSettings health,
        Identity identity,
        MonitoringSettings monitoring,
        CertificateSettings certificates,
        LogSettings log,
        RuntimeEnvironment runtimeEnvironment) {

    static final Setting<TlsSource> METRICS_TLS_SOURCE = Setting.open(
            "METRICS_TLS_SOURCE",
            ValueSyntax.oneOf(TlsSource.class, Lowercase::name),
            "`file` when any `METRICS_TLS_*_FILE` is set, else `secret`",
            "Where TLS material comes from: `secret` watches Secrets through the API, `file` reads mounted files");

    /** The schema for {@link SettingsReader#read}. */
    public static OperatorSettings read(SettingsReader reader, RuntimeEnvironment runtimeEnvironment) {
        MetricsServerSettings metrics = MetricsServerSettings.read(reader);
        TlsSource tlsSource = tlsSource(reader, metrics);
        HealthSettings health = HealthSettings.read(reader);
        Identity identity = Identity.read(reader, runtimeEnvironment);
        return new OperatorSettings(
                metrics,
                tlsSource,
                health,
                identity,
                MonitoringSettings.read(reader, runtimeEnvironment, identity),
                CertificateSettings.read(reader, identity),
                LogSettings.read(reader),
                runtimeEnvironment);
    }

    /** Whether metrics are served over TLS. */
    public boolean servesTls() {
        return metrics.enabled() && metrics.scheme() == Scheme.HTTPS;
    }

    private static TlsSource tlsSource(SettingsReader reader, MetricsServerSettings metrics) {
        boolean filesNamed = metrics.tlsFiles().named();
        TlsSource source = reader.find(METRICS_TLS_SOURCE).orElse(filesNamed ? TlsSource.FILE : TlsSource.SECRET);
        if (source == TlsSource.SECRET && filesNamed) {
            reader.warn("METRICS_TLS_SOURCE is secret: METRICS_TLS_CERT_FILE, _KEY_FILE and _CA_FILE have no effect");
        }
        return source;
    }
}
