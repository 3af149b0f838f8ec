package io.operatormetrics.server.exposition;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExpositionStoreTest {

    private static final MetricFamily HEIGHT = MetricFamily.gauge("height", "How high.", "name");
    private static final MetricFamily WIDTH = MetricFamily.gauge("width", "How wide.", "name");
    private static final MetricFamily MOVES = MetricFamily.counter("moves_total", "How often.", "name");

    private final ExpositionStore store = new ExpositionStore();

    @BeforeEach
    void register() {
        List.of(HEIGHT, WIDTH, MOVES).forEach(store::register);
    }

    @Test
    void replacesAllSeriesOfAnObjectInEveryFamily() {
        store.put("box", List.of(Series.of(HEIGHT, 1, "box"), Series.of(WIDTH, 2, "box")));
        store.put("bag", List.of(Series.of(HEIGHT, 5, "bag")));

        store.put("box", List.of(Series.of(HEIGHT, 3, "box"), Series.of(MOVES, 4, "box")));

        assertThat(samples())
                .containsExactly(
                        "height{name=\"bag\"} 5.0", "height{name=\"box\"} 3.0", "moves_total{name=\"box\"} 4.0");
    }

    @Test
    void forgetsAnObjectThatIsRemoved() {
        store.put("box", List.of(Series.of(HEIGHT, 1, "box")));

        store.remove("box");
        store.remove("never there");

        assertThat(samples()).isEmpty();
        store.put("other", List.of(Series.of(HEIGHT, 2, "box")));
        assertThat(samples()).as("free to be another's").containsExactly("height{name=\"box\"} 2.0");
    }

    @Test
    void refusesASeriesThatAnotherObjectHas() {
        store.put("box", List.of(Series.of(HEIGHT, 1, "x")));

        assertThatThrownBy(() -> store.put("bag", List.of(Series.of(WIDTH, 2, "x"), Series.of(HEIGHT, 2, "x"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("height{name=\"x\"} of bag is a series of box already");
        assertThat(samples()).as("nothing changed").containsExactly("height{name=\"x\"} 1.0");
    }

    @Test
    void refusesASeriesTwiceInOneObject() {
        assertThatThrownBy(() -> store.put("box", List.of(Series.of(HEIGHT, 1, "x"), Series.of(HEIGHT, 2, "x"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("height{name=\"x\"} is there twice in box");
    }

    @ParameterizedTest(name = "{1} at {2}")
    @CsvSource({"\ud800, D800, 0", "ab\udc00c, DC00, 2", "\ud83d\ude00\ud83d, D83D, 2", "\ud800\ud800\udc00, D800, 0"})
    void refusesAnUnpairedSurrogateInALabelValue(String value, String surrogate, int index) {
        store.put("box", List.of(Series.of(HEIGHT, 1, "x")));

        assertThatThrownBy(() -> store.put("box", List.of(Series.of(HEIGHT, 2, "x"), Series.of(WIDTH, 2, value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the value of label name of width has the unpaired surrogate U+" + surrogate + " at index "
                        + index + " (expected: Unicode text)");
        assertThat(samples()).as("nothing changed").containsExactly("height{name=\"x\"} 1.0");
    }

    @Test
    void servesTextBeyondTheBasicPlane() {
        store.put("box", List.of(Series.of(HEIGHT, 1, "\ud83d\ude00 \uffff")));

        assertThat(samples()).containsExactly("height{name=\"\ud83d\ude00 \uffff\"} 1.0");
    }

    @Test
    void refusesAFamilyThatIsNotRegistered() {
        MetricFamily unknown = MetricFamily.gauge("depth", "How deep.");

        assertThatThrownBy(() -> store.put("box", List.of(Series.of(unknown, 1))))
                .hasMessage("depth is not registered");
    }

    @Test
    void refusesAnotherFamilyOfARegisteredName() {
        MetricFamily other = MetricFamily.gauge("height", "How high.", "size");

        assertThatThrownBy(() -> store.register(other))
                .hasMessageStartingWith("height is registered already, and differs: ");
        assertThatThrownBy(() -> store.put("box", List.of(Series.of(other, 1, "x"))))
                .hasMessageContaining("is not the family registered under that name");
        assertThatCode(() -> store.register(MetricFamily.gauge("height", "How high.", "name")))
                .as("the same again")
                .doesNotThrowAnyException();
    }

    @Test
    void refusesFamiliesThatOpenMetricsCannotTellApart() {
        assertThatThrownBy(() -> store.register(MetricFamily.gauge("moves", "Which.")))
                .hasMessage("moves and moves_total would be one family in OpenMetrics: moves");
        assertThatThrownBy(() -> store.register(MetricFamily.counter("height_total", "Which.")))
                .hasMessage("height_total and height would be one family in OpenMetrics: height");
    }

    @Test
    void makesAnewOnlyTheSegmentsThatAPutTouches() {
        store.put("box", List.of(Series.of(HEIGHT, 1, "box"), Series.of(WIDTH, 2, "box")));
        List<FamilySnapshot> before = store.snapshot();

        store.put("box", List.of(Series.of(HEIGHT, 1, "box"), Series.of(WIDTH, 2, "box")));
        assertThat(store.snapshot()).as("put, but the same").isSameAs(before);

        store.put("bag", List.of(Series.of(WIDTH, 2, "bag")));
        List<FamilySnapshot> after = store.snapshot();
        assertThat(after.get(0).lines()).as("height").isSameAs(before.get(0).lines());
        assertThat(after.get(1).lines()).as("width").isNotSameAs(before.get(1).lines());
    }

    private List<String> samples() {
        byte[] text = new Exposition(store, new PrometheusRegistry())
                .render(ExpositionFormat.TEXT, ContentCoding.IDENTITY, NameFilter.ALL)
                .toByteArray();
        return new String(text, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }
}
