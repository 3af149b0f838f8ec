package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.client.ObjectMeta;
import io.operatormetrics.operator.state.Installation;
import io.operatormetrics.operator.state.StatusCondition;
import io.operatormetrics.operator.state.TigeraStatus;
import io.operatormetrics.server.exposition.MetricFamily;
import io.operatormetrics.server.exposition.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.Stream;

import static io.operatormetrics.operator.collector.InstallationSeries.INSTALLATION_STATUS;
import static io.operatormetrics.operator.collector.TigeraStatusSeries.COMPONENT_STATUS;
import static org.assertj.core.api.Assertions.assertThat;

/** TigeraStatus and Installation become series by the same rule. */
class ConditionSeriesTest {

    private static final ObjectMeta META = new ObjectMeta("default", null, "1");

    @ParameterizedTest(name = "[{0}]: available {1}, progressing {2}, degraded {3}")
    @CsvSource(textBlock = """
            '',                                                       0, 0, 0
            Available=True,                                           1, 0, 0
            Progressing=True,                                         0, 1, 0
            Degraded=True,                                            0, 0, 1
            Available=True Progressing=True Degraded=True,            1, 1, 1
            Available=False Progressing=False Degraded=False,         0, 0, 0
            Available=Unknown Progressing=Unknown Degraded=Unknown,   0, 0, 0
            Degraded=True Available=False Progressing=Unknown,        0, 0, 1
            Available= Degraded=true Progressing=TRUE,                0, 0, 0
            Available=False Available=True,                           1, 0, 0
            Available=True Available=False,                           1, 0, 0
            Degraded=True Degraded=True,                              0, 0, 1
            available=True DEGRADED=True Ready=True,                  0, 0, 0
            """)
    void alwaysThreeSeriesOfWhichOnlyTrueIsOne(String text, double available, double progressing, double degraded) {
        List<StatusCondition> conditions = conditions(text);

        assertThat(TigeraStatusSeries.of(new TigeraStatus(META, new TigeraStatus.Status(conditions))))
                .containsExactlyElementsOf(series(COMPONENT_STATUS, available, progressing, degraded));
        assertThat(InstallationSeries.of(new Installation(META, null, new Installation.Status(conditions))))
                .containsExactlyElementsOf(series(INSTALLATION_STATUS, available, progressing, degraded));
    }

    @Test
    void objectWithoutStatusOrConditionsHasThreeZeros() {
        List<Series> component = series(COMPONENT_STATUS, 0, 0, 0);
        assertThat(TigeraStatusSeries.of(new TigeraStatus(META, null))).containsExactlyElementsOf(component);
        assertThat(TigeraStatusSeries.of(new TigeraStatus(META, new TigeraStatus.Status(null))))
                .containsExactlyElementsOf(component);

        List<Series> installation = series(INSTALLATION_STATUS, 0, 0, 0);
        assertThat(InstallationSeries.of(new Installation(META, null, null))).containsExactlyElementsOf(installation);
        assertThat(InstallationSeries.of(new Installation(META, null, new Installation.Status(null))))
                .containsExactlyElementsOf(installation);
    }

    @Test
    void conditionWithoutTypeOrStatusCountsForNothing() {
        List<StatusCondition> conditions =
                List.of(new StatusCondition(null, "True"), new StatusCondition("Available", null));

        assertThat(TigeraStatusSeries.of(new TigeraStatus(META, new TigeraStatus.Status(conditions))))
                .containsExactlyElementsOf(series(COMPONENT_STATUS, 0, 0, 0));
    }

    private static List<Series> series(MetricFamily family, double available, double progressing, double degraded) {
        return List.of(
                Series.of(family, available, "default", "available"),
                Series.of(family, progressing, "default", "progressing"),
                Series.of(family, degraded, "default", "degraded"));
    }

    private static List<StatusCondition> conditions(String text) {
        return Stream.of(text.split(" "))
                .filter(condition -> !condition.isEmpty())
                .map(condition -> condition.split("=", 2))
                .map(parts -> new StatusCondition(parts[0], parts[1]))
                .toList();
    }
}
