package io.operatormetrics.demo;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ScrapedFamilyTest {

    @Test
    void groupsSamplesUnderTheTypeLineBeforeThem() {
        String text = """
                # HELP a_total What a counts. # TYPE is no type here
                # TYPE a_total counter
                a_total{label="# TYPE b gauge"} 1.0
                a_total{label="\\"x\\\\"} 2.0
                # HELP empty Nothing yet.
                # TYPE empty gauge
                # TYPE seconds histogram
                seconds_bucket{le="+Inf"} 3
                seconds_count 3
                seconds_sum 0.5
                """;

        assertThat(ScrapedFamily.parse(text))
                .containsExactly(
                        new ScrapedFamily(
                                "a_total",
                                "counter",
                                List.of("a_total{label=\"# TYPE b gauge\"} 1.0", "a_total{label=\"\\\"x\\\\\"} 2.0")),
                        new ScrapedFamily("empty", "gauge", List.of()),
                        new ScrapedFamily(
                                "seconds",
                                "histogram",
                                List.of("seconds_bucket{le=\"+Inf\"} 3", "seconds_count 3", "seconds_sum 0.5")));
    }

    @Test
    void findsNothingInNothing() {
        assertThat(ScrapedFamily.parse("")).isEmpty();
    }
}
