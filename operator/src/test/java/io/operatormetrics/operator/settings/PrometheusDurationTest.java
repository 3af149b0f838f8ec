package io.operatormetrics.operator.settings;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class PrometheusDurationTest {

    @ParameterizedTest(name = "{0} is written {1}")
    @CsvSource({"PT0S,0", "PT5S,5s", "PT60S,1m", "PT90S,1m30s", "PT1.5S,1s500ms", "PT25H,1d1h", "PT24H0.001S,1d1ms"})
    void writesWhatItReads(Duration duration, String text) {
        assertThat(PrometheusDuration.format(duration)).isEqualTo(text);
        assertThat(PrometheusDuration.ANY.parse(text)).contains(duration);
    }
}
