package io.operatormetrics.operator.settings;

import io.operatormetrics.operator.settings.LogSettings.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class LogSettingsTest {

    private static final Reading<LogSettings> SETTINGS = new Reading<>(LogSettings::read);

    @Test
    void defaults() {
        assertThat(SETTINGS.valid(Map.of())).isEqualTo(new LogSettings(Level.INFO, Format.TEXT));
    }

    @Test
    void everyKey() {
        assertThat(SETTINGS.valid(Map.of("LOG_LEVEL", "Debug", "LOG_FORMAT", "JSON")))
                .isEqualTo(new LogSettings(Level.DEBUG, Format.JSON));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({"LOG_LEVEL, verbose, 'error, warn, info, debug or trace'", "LOG_FORMAT, xml, text or json"})
    void eachInvalidValue(String name, String value, String expected) {
        assertThat(SETTINGS.problems(Map.of(name, value)))
                .containsExactly(name + ": \"" + value + "\" (expected: " + expected + ")");
    }
}
