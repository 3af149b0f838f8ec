package io.operatormetrics.operator.settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class IdentityTest {

    private static final Reading<Identity> ELSEWHERE =
            new Reading<>(reader -> Identity.read(reader, new RuntimeEnvironment.OutOfCluster()));
    private static final Reading<Identity> IN_CLUSTER =
            new Reading<>(reader -> Identity.read(reader, new RuntimeEnvironment.InCluster("own")));

    @Test
    void defaults() {
        assertThat(ELSEWHERE.valid(Map.of()))
                .isEqualTo(
                        new Identity("tigera-operator", "tigera-operator", "tigera-operator-metrics", "cluster.local"));
        assertThat(IN_CLUSTER.valid(Map.of()).namespace()).isEqualTo("own");
        assertThat(ELSEWHERE.valid(Map.of("OPERATOR_NAME", "watcher")).serviceName())
                .isEqualTo("watcher-metrics");
        assertThat(ELSEWHERE.valid(Map.of("OPERATOR_NAME", "operator-metrics")).serviceName())
                .isEqualTo("operator-metrics");
    }

    @Test
    void everyKey() {
        assertThat(IN_CLUSTER.valid(Map.of(
                        "OPERATOR_NAMESPACE", "metrics",
                        "OPERATOR_NAME", "operator-metrics",
                        "METRICS_SERVICE_NAME", "scrape-me",
                        "CLUSTER_DOMAIN", "k8s.example.org")))
                .isEqualTo(new Identity("metrics", "operator-metrics", "scrape-me", "k8s.example.org"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(textBlock = """
            OPERATOR_NAMESPACE,   Tigera
            OPERATOR_NAMESPACE,   a.b
            OPERATOR_NAMESPACE,   -a
            OPERATOR_NAMESPACE,   a234567890123456789012345678901234567890123456789012345678901234
            OPERATOR_NAME,        a b
            OPERATOR_NAME,        _a
            METRICS_SERVICE_NAME, 1st
            METRICS_SERVICE_NAME, a-
            METRICS_SERVICE_NAME, a.b
            METRICS_SERVICE_NAME, a2345678901234567890123456789012345678901234567890123456789
            CLUSTER_DOMAIN,       cluster.local.
            CLUSTER_DOMAIN,       a..b
            """)
    void eachInvalidValue(String name, String value) {
        assertThat(ELSEWHERE.problems(Map.of(name, value)))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).startsWith(name + ": " + shown(value) + " (expected: "));
    }

    /** A name that is too long may be a token. */
    private static String shown(String value) {
        return value.length() < 40
                ? '"' + value + '"'
                : "a value of " + value.length() + " characters that looks like a key or a token and is not shown";
    }

    @Test
    void takesAServiceNameOf58Characters() {
        String longest = "a".repeat(58);
        assertThat(ELSEWHERE.valid(Map.of("METRICS_SERVICE_NAME", longest)).serviceName())
                .isEqualTo(longest);
    }

    @Test
    void asksForAServiceNameWhereTheOperatorsNameMakesNone() {
        assertThat(ELSEWHERE.problems(Map.of("OPERATOR_NAME", "My_Operator")))
                .containsExactly("OPERATOR_NAME: \"My_Operator\" (expected: METRICS_SERVICE_NAME set, since"
                        + " the name that follows from this one cannot be a Service's: at most 58 characters a-z, 0-9"
                        + " and -, a letter first and no - last)");
        assertThat(ELSEWHERE
                        .valid(Map.of("OPERATOR_NAME", "My_Operator", "METRICS_SERVICE_NAME", "mine"))
                        .name())
                .isEqualTo("My_Operator");
    }

    @Test
    void printsNothingOfAKeyThatIsTheOperatorsName() {
        assertThat(ELSEWHERE.problems(Map.of("OPERATOR_NAME", "M-me-----BEGIN")))
                .singleElement()
                .asString()
                .doesNotContain("BEGIN");
    }

    @Test
    void asksForANamespaceWhereThePodDoesNotKnowItsOwn() {
        Reading<Identity> nameless =
                new Reading<>(reader -> Identity.read(reader, new RuntimeEnvironment.InCluster(null)));
        assertThat(nameless.problems(Map.of()))
                .containsExactly("OPERATOR_NAMESPACE: \"\" (expected: a value, since the pod's service account does not"
                        + " say its namespace)");
        assertThat(nameless.valid(Map.of("OPERATOR_NAMESPACE", "metrics")).namespace())
                .isEqualTo("metrics");
    }
}
