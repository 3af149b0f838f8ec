package io.operatormetrics.operator.settings;

import io.operatormetrics.server.settings.Setting;
import io.operatormetrics.server.settings.SettingsReader;
import io.operatormetrics.server.settings.ValueSyntax;

import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where TLS material lies when it comes from files, all PEM.
 *
 * @param certificate leaf first
 * @param key unencrypted
 * @param clientCa the CAs that client certificates must chain to
 * @param named whether any of the three was set, so that files are meant
 */
public record TlsFiles(Path certificate, Path key, Path clientCa, boolean named) {

    static final Setting<Path> METRICS_TLS_CERT_FILE = Setting.of(
            "METRICS_TLS_CERT_FILE",
            ValueSyntax.path(),
            "/etc/tigera-operator-tls/tls.crt",
            "Server certificate, PEM, leaf first");
    static final Setting<Path> METRICS_TLS_KEY_FILE = Setting.of(
            "METRICS_TLS_KEY_FILE",
            ValueSyntax.path(),
            "/etc/tigera-operator-tls/tls.key",
            "Its key, PEM, unencrypted");
    static final Setting<Path> METRICS_TLS_CA_FILE = Setting.of(
            "METRICS_TLS_CA_FILE",
            ValueSyntax.path(),
            "/etc/tigera-ca-private/tls.crt",
            "PEM bundle of the CAs that client certificates must chain to");

    static TlsFiles read(SettingsReader reader) {
        return new TlsFiles(
                reader.read(METRICS_TLS_CERT_FILE),
                reader.read(METRICS_TLS_KEY_FILE),
                reader.read(METRICS_TLS_CA_FILE),
                Stream.of(METRICS_TLS_CERT_FILE, METRICS_TLS_KEY_FILE, METRICS_TLS_CA_FILE)
                        .anyMatch(reader::isSet));
    }
}
