package io.operatormetrics.operator.prometheus;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class PrometheusSelectionTest {

    private static final Selectable OURS = Servers.selectable(Map.of("ours", "yes"));
    private static final Selectable THEIRS = Servers.selectable(Map.of("theirs", "yes"));

    private static final PrometheusServer BOTH = reader("both", "{}");
    private static final PrometheusServer OURS_ONLY = reader("ours", "{matchLabels: {ours: 'yes'}}");
    private static final PrometheusServer THEIRS_ONLY = reader("theirs", "{matchLabels: {theirs: 'yes'}}");
    private static final PrometheusServer NEITHER = reader("neither", "{matchLabels: {other: 'yes'}}");

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource
    void bothAreReadByEachThatReadsOurs(String who, List<PrometheusServer> servers, boolean both) {
        PrometheusSelection selection = new PrometheusSelection(found(servers), found(List.of()));

        assertThat(selection.scrapeBoth(OURS, THEIRS)).isEqualTo(both);
        assertThat(selection.evaluateBoth(OURS, THEIRS)).isEqualTo(both);
    }

    static Stream<Arguments> bothAreReadByEachThatReadsOurs() {
        return Stream.of(
                arguments("no Prometheus", List.of(), false),
                arguments("one that reads neither", List.of(NEITHER), false),
                arguments("one that reads theirs", List.of(THEIRS_ONLY), false),
                arguments("one that reads ours", List.of(OURS_ONLY), false),
                arguments("one that reads both", List.of(BOTH), true),
                arguments("one that reads both, one neither, one theirs", List.of(BOTH, NEITHER, THEIRS_ONLY), true),
                arguments("one that reads both, one ours", List.of(BOTH, OURS_ONLY), false));
    }

    @Test
    void anAgentScrapesButEvaluatesNoRules() {
        PrometheusSelection onlyAgent = new PrometheusSelection(found(List.of()), found(List.of(BOTH)));
        PrometheusSelection agentOfOurs = new PrometheusSelection(found(List.of(BOTH)), found(List.of(OURS_ONLY)));

        assertThat(onlyAgent.scrapeBoth(OURS, THEIRS)).isTrue();
        assertThat(onlyAgent.evaluateBoth(OURS, THEIRS)).isFalse();
        assertThat(agentOfOurs.scrapeBoth(OURS, THEIRS)).isFalse();
        assertThat(agentOfOurs.evaluateBoth(OURS, THEIRS)).isTrue();
    }

    @ParameterizedTest
    @MethodSource
    void claimsNothingOfWhatCannotBeRead(Observed<Collection<PrometheusServer>> unread) {
        PrometheusSelection noServers = new PrometheusSelection(unread, found(List.of(BOTH)));
        PrometheusSelection noAgents = new PrometheusSelection(found(List.of(BOTH)), unread);

        assertThat(noServers.scrapeBoth(OURS, THEIRS)).isFalse();
        assertThat(noServers.evaluateBoth(OURS, THEIRS)).isFalse();
        assertThat(noServers.whyNotScraped(OURS)).isEmpty();
        assertThat(noAgents.scrapeBoth(OURS, THEIRS)).isFalse();
        assertThat(noAgents.evaluateBoth(OURS, THEIRS)).isTrue();
        assertThat(noAgents.whyNotScraped(OURS)).isEmpty();
    }

    static Stream<Observed<Collection<PrometheusServer>>> claimsNothingOfWhatCannotBeRead() {
        return Stream.of(
                new Observed.Pending<>(), new Observed.Unreadable<>(ApiException.ofCode(403, "not for this account")));
    }

    @Test
    void saysOfEachPrometheusWhyItDoesNotScrape() {
        PrometheusSelection selection = new PrometheusSelection(found(List.of(THEIRS_ONLY, NEITHER)), found(List.of()));

        assertThat(selection.whyNotScraped(OURS))
                .containsExactly(
                        "Prometheus tigera-prometheus/neither does not: its serviceMonitorSelector wants other=yes",
                        "Prometheus tigera-prometheus/theirs does not: its serviceMonitorSelector wants theirs=yes");
        assertThat(new PrometheusSelection(found(List.of()), found(List.of())).whyNotScraped(OURS))
                .containsExactly("there is no Prometheus object in the cluster");
        assertThat(new PrometheusSelection(found(List.of(NEITHER, OURS_ONLY)), found(List.of())).whyNotScraped(OURS))
                .as("one that selects it is not to blame by its selectors")
                .isEmpty();
    }

    @Test
    void namesThreeOfMany() {
        List<PrometheusServer> five = Stream.of("a", "b", "c", "d", "e")
                .map(name -> reader(name, "{matchLabels: {x: y}}"))
                .toList();

        assertThat(new PrometheusSelection(found(five), found(List.of())).whyNotScraped(OURS))
                .hasSize(4)
                .last()
                .isEqualTo("nor do 2 others");
    }

    private static PrometheusServer reader(String name, String selector) {
        return Servers.server(
                "tigera-prometheus", name, "{serviceMonitorSelector: %1$s, ruleSelector: %1$s}".formatted(selector));
    }

    private static Observed<Collection<PrometheusServer>> found(List<PrometheusServer> servers) {
        return new Observed.Present<>(servers);
    }
}
