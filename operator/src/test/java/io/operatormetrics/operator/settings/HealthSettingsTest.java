package io.operatormetrics.operator.settings;

import io.operatormetrics.server.http.ListenAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class HealthSettingsTest {

    private static final Reading<HealthSettings> SETTINGS = new Reading<>(HealthSettings::read);

    @Test
    void defaults() {
        assertThat(SETTINGS.valid(Map.of())).isEqualTo(new HealthSettings(new ListenAddress("::", 8081)));
    }

    @Test
    void everyKey() {
        assertThat(SETTINGS.valid(Map.of("HEALTH_HOST", "127.0.0.1", "HEALTH_PORT", "0")))
                .isEqualTo(new HealthSettings(new ListenAddress("127.0.0.1", 0)));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({"HEALTH_HOST, *, 'an IPv4 or IPv6 address, or localhost'", "HEALTH_PORT, http, 0-65535"})
    void eachInvalidValue(String name, String value, String expected) {
        assertThat(SETTINGS.problems(Map.of(name, value)))
                .containsExactly(name + ": \"" + value + "\" (expected: " + expected + ")");
    }
}
