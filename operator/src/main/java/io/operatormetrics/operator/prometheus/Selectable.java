package io.operatormetrics.operator.prometheus;

import io.operatormetrics.kubernetes.client.NamespacedName;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Set;

/**
 * A ServiceMonitor or PrometheusRule, as far as selectors look at it.
 *
 * @param namespaceLabels labels of its namespace; null while they are not known
 * @param targetNamespaces where the targets of a ServiceMonitor are; empty for a PrometheusRule
 */
public record Selectable(
        NamespacedName key,
        @Nullable Map<String, String> namespaceLabels,
        Map<String, String> labels,
        Set<String> targetNamespaces) {

    public Selectable {
        namespaceLabels = namespaceLabels == null ? null : Map.copyOf(namespaceLabels);
        labels = Map.copyOf(labels);
        targetNamespaces = Set.copyOf(targetNamespaces);
    }
}
