package io.operatormetrics.it;

import io.operatormetrics.it.harness.Command;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.Scrape;
import io.operatormetrics.it.harness.ScrapedOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

import static org.assertj.core.api.Assertions.assertThat;

/** What the endpoint sends for what a scraper says it can read: something, always. */
@RealCluster
class NegotiationIT {

    private static final String TEXT = "text/plain; version=0.0.4";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";
    private static final String ESCAPED = OPEN_METRICS + "; charset=utf-8; escaping=underscores";

    private final ScrapedOperator operator;

    NegotiationIT(ScrapedOperator operator) {
        this.operator = operator;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain | " + TEXT,
                "*/* | " + TEXT,
                "text/html, application/xhtml+xml | " + TEXT,
                "image/png | " + TEXT,
                "not a media type | " + TEXT,
                OPEN_METRICS + " | " + ESCAPED,
                OPEN_METRICS + ";escaping=allow-utf-8 | " + ESCAPED,
                "text/plain;q=0.5, application/openmetrics-text;version=1.0.0 | " + ESCAPED,
                // As Prometheus 2.42 asks, and with protobuf on.
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1 | " + ESCAPED,
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,"
                        + "application/openmetrics-text;version=1.0.0;q=0.8,*/*;q=0.1 | application/vnd.google.protobuf",
            })
    void answersEveryAcceptHeader(String accept, String contentType) {
        HttpResponse<byte[]> response = operator.client().getBytes("", "Accept", accept);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith(contentType);
        assertThat(new String(response.body(), StandardCharsets.ISO_8859_1)).contains("tigera_operator_build_info");
    }

    @Test
    void answersInTextWithoutAcceptHeader() {
        assertThat(operator.client()
                        .get("")
                        .headers()
                        .firstValue("Content-Type")
                        .orElseThrow())
                .startsWith(TEXT);
    }

    @Test
    void endsOpenMetricsAsItsParsersRequire() {
        assertThat(operator.client().get("", "Accept", OPEN_METRICS).body()).endsWith("\n# EOF\n");
    }

    @Test
    void compressesForThoseWhoAcceptIt() throws IOException {
        HttpResponse<byte[]> response = operator.client().getBytes("", "Accept-Encoding", "gzip");

        assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
        String body = new String(
                new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes(), StandardCharsets.UTF_8);
        assertThat(Scrape.parse(body).named("tigera_operator_build_info")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"gzip;q=0", "identity", "br"})
    void doesNotCompressForOthers(String encoding) {
        HttpResponse<String> response = operator.client().get("", "Accept-Encoding", encoding);

        assertThat(response.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(Scrape.parse(response.body()).named("tigera_operator_build_info"))
                .hasSize(1);
    }

    @Test
    void sendsTheFamiliesAskedFor() {
        String query = "?name%5B%5D=tigera_operator_build_info&name%5B%5D=tigera_operator_collector_up";

        assertThat(Scrape.parse(operator.client().get(query).body()).types())
                .containsOnlyKeys("tigera_operator_build_info", "tigera_operator_collector_up");
    }

    @Test
    void pleasesPromtool() {
        Command.Result result = Command.of("promtool", "check", "metrics")
                .run(operator.client().get("").body());

        assertThat(result.out() + result.stderr()).isEmpty();
    }
}
