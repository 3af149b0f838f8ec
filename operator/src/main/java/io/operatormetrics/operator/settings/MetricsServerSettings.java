package io.operatormetrics.operator.settings;

import io.operatormetrics.server.http.ListenAddress;
import io.operatormetrics.server.settings.Addresses;
import io.operatormetrics.server.settings.Setting;
import io.operatormetrics.server.settings.SettingsReader;
import io.operatormetrics.server.settings.ValueSyntax;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.TlsPolicy;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All about the endpoint that metrics are read from. Every value is checked, also those without effect at the moment: an unknown
 * one is never taken for "off".
 *
 * @param enabled whether to listen at all
 * @param tlsPolicy counts with {@link Scheme#HTTPS} only
 */
public record MetricsServerSettings(
        boolean enabled,
        Scheme scheme,
        ListenAddress address,
        TlsPolicy tlsPolicy,
        TlsFiles tlsFiles,
        int maxConcurrentScrapes) {

    static final Setting<Boolean> METRICS_ENABLED = Setting.of(
            "METRICS_ENABLED",
            ValueSyntax.bool(),
            "false",
            "Whether metrics are served; if not, nothing listens for scrapes");
    static final Setting<Scheme> METRICS_SCHEME = Setting.of(
            "METRICS_SCHEME",
            ValueSyntax.oneOf(Scheme.class, Scheme::text),
            "http",
            "`https` is TLS with client verification as METRICS_CLIENT_AUTH says; `http` is open to everybody and warns at start");
    static final Setting<String> METRICS_HOST = Setting.of(
            "METRICS_HOST",
            Addresses.HOST,
            "0.0.0.0",
            "Address that metrics are served on, IPv6 with or without brackets; `::` is dual stack");
    static final Setting<Integer> METRICS_PORT =
            Setting.of("METRICS_PORT", Addresses.PORT, "9484", "Port of `/metrics`; 0 picks a free one and logs it");
    static final Setting<Integer> METRICS_MAX_CONCURRENT_SCRAPES = Setting.of(
            "METRICS_MAX_CONCURRENT_SCRAPES",
            ValueSyntax.between(1, 10_000),
            "16",
            "Scrapes served at once; a further one is answered 503");

    public static MetricsServerSettings read(SettingsReader reader) {
        reader.reserve("METRICS_");
        reader.reserve("TLS_");
        MetricsServerSettings settings = new MetricsServerSettings(
                reader.read(METRICS_ENABLED),
                reader.read(METRICS_SCHEME),
                new ListenAddress(reader.read(METRICS_HOST), reader.read(METRICS_PORT)),
                TlsPolicySettings.read(reader),
                TlsFiles.read(reader),
                reader.read(METRICS_MAX_CONCURRENT_SCRAPES));
        warnWhenOnlyMeantToBeOn(reader);
        if (settings.enabled && reader.areRight(METRICS_SCHEME)) {
            switch (settings.scheme) {
                case HTTP -> settings.checkPlainHttp(reader);
                case HTTPS -> settings.checkClientAuth(reader);
            }
        }
        return settings;
    }

    private static void warnWhenOnlyMeantToBeOn(SettingsReader reader) {
        String set = Stream.of(METRICS_HOST, METRICS_PORT, METRICS_SCHEME)
                .filter(reader::isSet)
                .map(Setting::name)
                .collect(Collectors.joining(", "));
        if (!set.isEmpty() && !reader.isSet(METRICS_ENABLED)) {
            reader.warn(set + " set while METRICS_ENABLED is not: metrics are not served"
                    + " (older releases were switched on by it; set METRICS_ENABLED=true)");
        }
    }

    private void checkPlainHttp(SettingsReader reader) {
        reader.warn(
                "METRICS_SCHEME is http: every client that can connect can read the metrics, and so can the network in between");
        // The default mode verifies, but nothing does over plain HTTP: a list that limits nobody must not look as if it
        // did.
        TlsPolicySettings.allowedNamesSet(reader)
                .forEach(setting -> reader.reject(setting, "unset, or METRICS_SCHEME=https"));
    }

    private void checkClientAuth(SettingsReader reader) {
        ClientAuth mode = tlsPolicy.clientAuth();
        switch (mode) {
            case REQUIRE_AND_VERIFY -> {}
            case REQUIRE_ANY ->
                reader.warn(
                        weak(mode)
                                + "any certificate is let in, also a self-signed one, so every client that can connect can read");
            case VERIFY_IF_GIVEN, NONE ->
                reader.warn(weak(mode) + "every client that can connect can read the metrics without a certificate");
        }
    }

    private static String weak(ClientAuth mode) {
        return "METRICS_CLIENT_AUTH is " + mode.goName() + ": ";
    }
}
