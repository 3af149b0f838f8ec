package io.operatormetrics.operator.prometheus;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.operator.prometheus.PrometheusServer.Verdict;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * All Prometheus objects of the cluster, and what they select. Where they cannot be read, or a selector cannot be judged, nothing is
 * claimed.
 *
 * @param servers each evaluates rules and scrapes
 * @param agents each scrapes only
 */
public record PrometheusSelection(
        Observed<Collection<PrometheusServer>> servers, Observed<Collection<PrometheusServer>> agents) {

    /** So many are named where none selects; nobody reads more. */
    private static final int NAMED = 3;

    /** Whether at least one scrapes by the first ServiceMonitor, and each that does scrapes by the second too. */
    public boolean scrapeBoth(Selectable first, Selectable second) {
        return all().map(all -> eachThatSelects(all, PrometheusServer::onServiceMonitor, first, second))
                .orElse(false);
    }

    /** Whether at least one evaluates the first PrometheusRule, and each that does evaluates the second too. */
    public boolean evaluateBoth(Selectable first, Selectable second) {
        return known(servers)
                .map(all -> eachThatSelects(all, PrometheusServer::onRule, first, second))
                .orElse(false);
    }

    /** Why nobody scrapes by that ServiceMonitor, as far as selectors tell; empty where somebody may. */
    public List<String> whyNotScraped(Selectable monitor) {
        return all().map(all -> whyNotScraped(all, monitor)).orElse(List.of());
    }

    private static List<String> whyNotScraped(List<PrometheusServer> all, Selectable monitor) {
        if (all.isEmpty()) {
            return List.of("there is no Prometheus object in the cluster");
        }
        List<String> reasons = new ArrayList<>();
        for (PrometheusServer one : all) {
            if (!(one.onServiceMonitor(monitor) instanceof Verdict.LeftOut(String why))) {
                return List.of();
            }
            reasons.add("Prometheus %s does not: %s".formatted(one.key(), why));
        }
        int others = reasons.size() - NAMED;
        return others <= 1
                ? reasons
                : Stream.concat(reasons.stream().limit(NAMED), Stream.of("nor do %d others".formatted(others)))
                        .toList();
    }

    /** Whether an answer is still to come, after which the others may be other ones. */
    public boolean isUnknown() {
        return servers instanceof Observed.Pending || agents instanceof Observed.Pending;
    }

    private static boolean eachThatSelects(
            List<PrometheusServer> all,
            BiFunction<PrometheusServer, Selectable, Verdict> judge,
            Selectable first,
            Selectable second) {
        boolean any = false;
        for (PrometheusServer one : all) {
            switch (judge.apply(one, first)) {
                case Verdict.LeftOut _ -> {}
                case Verdict.Unknown _ -> {
                    return false;
                }
                case Verdict.Selected _ -> {
                    if (!(judge.apply(one, second) instanceof Verdict.Selected)) {
                        return false;
                    }
                    any = true;
                }
            }
        }
        return any;
    }

    private Optional<List<PrometheusServer>> all() {
        return known(servers)
                .flatMap(known -> known(agents)
                        .map(more ->
                                Stream.concat(known.stream(), more.stream()).toList()));
    }

    /** In one order, so that the same objects give the same message. */
    private static Optional<List<PrometheusServer>> known(Observed<Collection<PrometheusServer>> observed) {
        return switch (observed) {
            case Observed.Present<Collection<PrometheusServer>>(var found) ->
                Optional.of(found.stream()
                        .sorted(Comparator.comparing(server -> server.key().toString()))
                        .toList());
            case Observed.Absent<Collection<PrometheusServer>> _ -> Optional.of(List.of());
            case Observed.Pending<Collection<PrometheusServer>> _,
                    Observed.Unreadable<Collection<PrometheusServer>> _ -> Optional.empty();
        };
    }
}
