package io.operatormetrics.operator.settings;

import io.operatormetrics.server.http.ListenAddress;
import io.operatormetrics.server.settings.Addresses;
import io.operatormetrics.server.settings.Setting;
import io.operatormetrics.server.settings.SettingsReader;

/** Where the health probes are served. */
public record HealthSettings(ListenAddress address) {

    static final Setting<String> HEALTH_HOST =
            Setting.of("HEALTH_HOST", Addresses.HOST, "::", "Address that the health probes are served on");
    static final Setting<Integer> HEALTH_PORT = Setting.of(
            "HEALTH_PORT",
            Addresses.PORT,
            "8081",
            "Port of `/livez` and `/readyz`, plain HTTP without data; 0 picks a free one and logs it");

    public static HealthSettings read(SettingsReader reader) {
        return new HealthSettings(new ListenAddress(reader.read(HEALTH_HOST), reader.read(HEALTH_PORT)));
    }
}
