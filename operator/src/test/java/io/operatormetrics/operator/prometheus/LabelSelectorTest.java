package io.operatormetrics.operator.prometheus;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class LabelSelectorTest {

    private static final Map<String, String> LABELS = Map.of("team", "network", "tier", "db");

    @ParameterizedTest(name = "{0} selects team=network, tier=db: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                                  | true
            {matchLabels: {}}                                                                   | true
            {matchLabels: {team: network}}                                                      | true
            {matchLabels: {team: network, tier: db}}                                            | true
            {matchLabels: {team: storage}}                                                      | false
            {matchLabels: {team: network, zone: a}}                                             | false
            {matchExpressions: [{key: team, operator: In, values: [storage, network]}]}         | true
            {matchExpressions: [{key: team, operator: In, values: [storage]}]}                  | false
            {matchExpressions: [{key: zone, operator: In, values: [a]}]}                        | false
            {matchExpressions: [{key: team, operator: NotIn, values: [storage]}]}               | true
            {matchExpressions: [{key: team, operator: NotIn, values: [network]}]}               | false
            {matchExpressions: [{key: zone, operator: NotIn, values: [a]}]}                     | true
            {matchExpressions: [{key: team, operator: Exists}]}                                 | true
            {matchExpressions: [{key: zone, operator: Exists}]}                                 | false
            {matchExpressions: [{key: team, operator: DoesNotExist}]}                           | false
            {matchExpressions: [{key: zone, operator: DoesNotExist}]}                           | true
            {matchExpressions: [{key: team, operator: Equals, values: [network]}]}              | false
            {matchLabels: {team: network}, matchExpressions: [{key: zone, operator: Exists}]}   | false
            """)
    void selectsByAllOfItsRequirements(String selector, boolean selected) {
        assertThat(Servers.selector(selector).selects(LABELS)).isEqualTo(selected);
    }

    @ParameterizedTest(name = "{0} reads {1}")
    @CsvSource(delimiter = '|', textBlock = """
            {matchLabels: {b: 2, a: 1}}                                                              | a=1, b=2
            {matchLabels: {a: 1}, matchExpressions: [{key: t, operator: In, values: [x, y]}]}        | a=1, t In (x, y)
            {matchExpressions: [{key: t, operator: Exists}]}                                         | t Exists
            """)
    void readsAsPeopleWriteIt(String selector, String text) {
        assertThat(Servers.selector(selector)).hasToString(text);
    }
}
