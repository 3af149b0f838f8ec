package io.operatormetrics.server.exposition;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.generated.com_google_protobuf_4_36_2.Metrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExpositionTest {

    private static final MetricFamily EXPIRY = MetricFamily.gauge(
            "certificate_expiry", "When it ends.\nA path is C:\\certs, a name is \"quoted\".", "issuer", "name");
    private static final MetricFamily SEEN = MetricFamily.counter("seen_total", "How many were seen.");
    private static final MetricFamily EMPTY = MetricFamily.gauge("never_shown", "Has no series.");

    private final ExpositionStore store = new ExpositionStore();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Exposition exposition = new Exposition(store, registry);

    @BeforeEach
    void fill() {
        List.of(SEEN, EXPIRY, EMPTY).forEach(store::register);
        store.put("b", List.of(Series.of(EXPIRY, 1_764_201_600, "plain", "b")));
        store.put("a", List.of(Series.of(EXPIRY, 1.5, "CN=\"Ö\", O=back\\slash\nnewline", "a"), Series.of(SEEN, 12)));
        store.put("n", List.of(Series.of(EXPIRY, Double.NaN, "", "n")));
        store.put("i", List.of(Series.of(EXPIRY, Double.POSITIVE_INFINITY, "", "i")));
        Counter.builder()
                .name("errors_total")
                .help("From the registry.")
                .register(registry)
                .inc(3);
        Histogram.builder()
                .name("duration_seconds")
                .help("From the registry too.")
                .classicOnly()
                .classicUpperBounds(0.1, 1)
                .register(registry)
                .observe(0.5);
    }

    @ParameterizedTest
    @CsvSource({"TEXT, exposition.txt", "OPEN_METRICS, exposition.openmetrics"})
    void writesExactlyTheGoldenText(ExpositionFormat format, String golden) throws IOException {
        assertThat(render(format, NameFilter.ALL)).isEqualTo(Golden.text(golden, render(format, NameFilter.ALL)));
    }

    /** Three formats, three ways to write one and the same. */
    @Test
    void holdsTheSameValuesInEveryFormat() throws IOException {
        Map<String, Double> expected = new TreeMap<>(Map.of(
                "[a, CN=\"Ö\", O=back\\slash\nnewline]",
                1.5,
                "[b, plain]",
                1_764_201_600.0,
                "[n, ]",
                Double.NaN,
                "[i, ]",
                Double.POSITIVE_INFINITY));

        assertThat(expiries(render(ExpositionFormat.TEXT, NameFilter.ALL))).isEqualTo(expected);
        assertThat(expiries(render(ExpositionFormat.OPEN_METRICS, NameFilter.ALL)))
                .isEqualTo(expected);
        Metrics.MetricFamily parsed = protobuf(NameFilter.ALL).stream()
                .filter(family -> family.getName().equals("certificate_expiry"))
                .findFirst()
                .orElseThrow();
        Map<String, Double> fromProtobuf = new TreeMap<>();
        parsed.getMetricList()
                .forEach(metric -> fromProtobuf.put(
                        List.of(
                                        metric.getLabel(1).getValue(),
                                        metric.getLabel(0).getValue())
                                .toString(),
                        metric.getGauge().getValue()));
        assertThat(fromProtobuf).isEqualTo(expected);
        assertThat(parsed.getHelp()).isEqualTo(EXPIRY.help());
    }

    @Test
    void writesProtobufFamiliesOneBehindTheOther() throws IOException {
        assertThat(protobuf(NameFilter.ALL))
                .extracting(Metrics.MetricFamily::getName)
                .containsExactly("certificate_expiry", "seen_total", "duration_seconds", "errors_total");
    }

    @ParameterizedTest
    @EnumSource(ExpositionFormat.class)
    void compressesToTheSameBytes(ExpositionFormat format) throws IOException {
        RenderedExposition compressed = exposition.render(format, ContentCoding.GZIP, NameFilter.ALL);

        byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(compressed.toByteArray())).readAllBytes();

        assertThat(unpacked)
                .isEqualTo(exposition
                        .render(format, ContentCoding.IDENTITY, NameFilter.ALL)
                        .toByteArray());
        assertThat(compressed.length()).isLessThan(unpacked.length);
    }

    @ParameterizedTest
    @CsvSource({
        "certificate_expiry, certificate_expiry",
        "seen_total, seen_total",
        "seen, seen_total",
        "errors_total, errors_total",
        "errors, errors_total",
        "duration_seconds, duration_seconds",
        "duration_seconds_bucket, duration_seconds",
        "duration_seconds_count, duration_seconds",
        "duration_seconds_sum, duration_seconds",
        "never_shown, ",
        "nothing, ",
        "certificate, ",
        "'', ",
    })
    void showsTheFamilyThatANameAsksFor(String name, String family) throws IOException {
        assertThat(protobuf(NameFilter.of(List.of(name))))
                .extracting(Metrics.MetricFamily::getName)
                .isEqualTo(family == null ? List.of() : List.of(family));
    }

    @Test
    void showsAllFamiliesThatSeveralNamesAskFor() throws IOException {
        assertThat(protobuf(NameFilter.of(List.of("seen_total", "nothing", "errors"))))
                .extracting(Metrics.MetricFamily::getName)
                .containsExactly("seen_total", "errors_total");
    }

    @Test
    void endsOpenMetricsWithItsMarkEvenWhenThereIsNothingElse() {
        assertThat(render(ExpositionFormat.OPEN_METRICS, NameFilter.of(List.of("nothing"))))
                .isEqualTo("# EOF\n");
    }

    @Test
    void leavesOutAndCountsWhatTheRegistryGetsUnderANameOfTheStore() {
        String before = render(ExpositionFormat.TEXT, NameFilter.ALL);
        Gauge.builder()
                .name("certificate_expiry")
                .help("Another.")
                .register(registry)
                .set(1);
        Counter.builder().name("seen_total").help("Another.").register(registry).inc();
        assertThat(exposition.leftOut()).isZero();

        NameFilter both = NameFilter.of(List.of("seen_total", "certificate_expiry"));
        assertThat(before).contains(render(ExpositionFormat.TEXT, both)).contains("seen_total 12.0");
        assertThat(exposition.leftOut()).isEqualTo(2);
    }

    @Test
    void refusesAFamilyOfTheStoreThatTheRegistryHasAlready() {
        MetricFamily twin = MetricFamily.counter("errors_total", "Another.");
        assertThatThrownBy(() -> store.register(twin))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("errors_total is in the registry already");

        ExpositionStore other = new ExpositionStore();
        other.register(twin);
        assertThatThrownBy(() -> new Exposition(other, registry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("errors_total is in the registry already");
    }

    @Test
    void writesNamesOfTheRegistryThatOnlyNewPrometheusReadsWithUnderscores() {
        Gauge.builder()
                .name("http.server.load")
                .help("Named the way of OpenTelemetry.")
                .register(registry)
                .set(1);

        assertThat(render(ExpositionFormat.TEXT, NameFilter.ALL)).contains("\nhttp_server_load 1.0\n");
    }

    private String render(ExpositionFormat format, NameFilter filter) {
        return new String(
                exposition.render(format, ContentCoding.IDENTITY, filter).toByteArray(), StandardCharsets.UTF_8);
    }

    private List<Metrics.MetricFamily> protobuf(NameFilter filter) throws IOException {
        byte[] bytes = exposition
                .render(ExpositionFormat.PROTOBUF, ContentCoding.IDENTITY, filter)
                .toByteArray();
        List<Metrics.MetricFamily> families = new ArrayList<>();
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        while (in.available() > 0) {
            families.add(Metrics.MetricFamily.parseDelimitedFrom(in));
        }
        return families;
    }

    private static Map<String, Double> expiries(String text) {
        Map<String, Double> values = new TreeMap<>();
        TextSample.parse(text).stream()
                .filter(sample -> sample.name().equals("certificate_expiry"))
                .forEach(sample -> values.put(
                        List.of(sample.labels().get("name"), sample.labels().get("issuer"))
                                .toString(),
                        sample.value()));
        return values;
    }
}
