package io.operatormetrics.operator.render;

import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import io.fabric8.openshift.api.model.monitoring.v1.RuleBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * One alert. Names, thresholds, durations and severities are upstream's, so that existing routes match; the texts are templates of
 * Prometheus and must be true for as long as the alert fires.
 *
 * @param expression aggregates the target away: however many replicas serve a series, it is one alert
 * @param pending how long the expression must hold, as Prometheus writes durations; null is not at all
 */
record Alert(
        String name,
        Severity severity,
        String expression,
        @Nullable String pending,
        String summary,
        String description) {

    enum Severity {
        WARNING,
        CRITICAL
    }

    /**
     * Where the runbooks are: a path in this project's repository. It becomes the address of the published page once there is one;
     * until then a made-up host would send people on call to a stranger.
     */
    private static final String RUNBOOKS = "docs/runbooks.md";

    Rule rule() {
        return new RuleBuilder()
                .withAlert(name)
                .withNewExpr(expression)
                .withFor(pending)
                .addToLabels("severity", severity.name().toLowerCase(Locale.ROOT))
                .addToAnnotations("summary", summary)
                .addToAnnotations("description", description)
                .addToAnnotations("runbook_url", RUNBOOKS + "#" + name.toLowerCase(Locale.ROOT))
                .build();
    }
}
