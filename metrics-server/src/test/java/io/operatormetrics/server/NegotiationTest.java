package io.operatormetrics.server;

import io.operatormetrics.server.exposition.ContentCoding;
import io.operatormetrics.server.exposition.ExpositionFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class NegotiationTest {

    private static final String PROTOBUF =
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "curl             | */* | TEXT",
                "a browser        | text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | TEXT",
                "Prometheus 2.20  | application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1 | TEXT",
                "Prometheus 2.42  | application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1 | OPEN_METRICS",
                "Prometheus 3     | application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2 | OPEN_METRICS",
                "Prometheus 3, native histograms | " + PROTOBUF
                        + ";escaping=allow-utf-8;q=0.7,application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.6,text/plain;version=0.0.4;q=0.3,*/*;q=0.2 | PROTOBUF",
                "protobuf last    | text/plain," + PROTOBUF + ";q=0.5 | TEXT",
                "protobuf first of equals | " + PROTOBUF + ",text/plain | PROTOBUF",
                "protobuf second of equals | text/plain," + PROTOBUF + " | TEXT",
                "other protobuf   | application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=text, text/plain;q=0.1 | TEXT",
                "protobuf without parameters | application/vnd.google.protobuf | TEXT",
                "only OpenMetrics | application/openmetrics-text | OPEN_METRICS",
                "quoted and spaced| Application/OpenMetrics-Text ; Version = \"1.0.0\" ; charset=utf-8 | OPEN_METRICS",
                "OpenMetrics 2    | application/openmetrics-text;version=2.0.0,text/plain;q=0.1 | TEXT",
                "wildcard subtype | application/* | OPEN_METRICS",
                "text wildcard    | text/*, application/openmetrics-text;q=0.9 | TEXT",
                "the more specific counts | */*, text/plain;q=0.1, application/*;q=0.2 | OPEN_METRICS",
                "text refused     | text/plain;q=0, */* | OPEN_METRICS",
                "all refused      | */*;q=0 | TEXT",
                "nothing we write | application/json | TEXT",
                "empty            | ~~ | TEXT",
                "only commas      | ,,; ;,| TEXT",
                "broken quality   | application/openmetrics-text;q=high | TEXT",
                "quality above 1  | application/openmetrics-text;q=7 | TEXT",
                "comma in quotes  | text/x;a=\",application/openmetrics-text,\" | TEXT",
                "open quote       | application/openmetrics-text;a=\"b | OPEN_METRICS",
            })
    void choosesTheFormat(String who, String accept, ExpositionFormat expected) {
        assertThat(Negotiation.format(List.of(accept))).isEqualTo(expected);
    }

    @Test
    void choosesTextWithoutAnyHeader() {
        assertThat(Negotiation.format(List.of())).isEqualTo(ExpositionFormat.TEXT);
        assertThat(Negotiation.coding(List.of())).isEqualTo(ContentCoding.IDENTITY);
    }

    @Test
    void readsHeadersThatComeOnSeveralLines() {
        assertThat(Negotiation.format(List.of("text/plain;q=0.1", "application/openmetrics-text;q=0.2")))
                .isEqualTo(ExpositionFormat.OPEN_METRICS);
        assertThat(Negotiation.coding(List.of("br", "gzip"))).isEqualTo(ContentCoding.GZIP);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip|GZIP",
                "GZIP|GZIP",
                "x-gzip|GZIP",
                "gzip, deflate, br|GZIP",
                "deflate, gzip;q=0.1|GZIP",
                "*|GZIP",
                "gzip;q=0|IDENTITY",
                "gzip;q=0.000|IDENTITY",
                "gzip;q=0, *|IDENTITY",
                "*;q=0|IDENTITY",
                "identity|IDENTITY",
                "identity, gzip|GZIP",
                "identity, gzip;q=0.5|IDENTITY",
                "identity;q=0|IDENTITY",
                "deflate, br, zstd|IDENTITY",
                "gzipped|IDENTITY",
                "gzip;q=x|IDENTITY",
            })
    void choosesTheCoding(String acceptEncoding, ContentCoding expected) {
        assertThat(Negotiation.coding(List.of(acceptEncoding))).isEqualTo(expected);
    }
}
