package io.operatormetrics.operator.controller;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.prometheus.Selectable;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What stands in the namespace of Prometheus for the Prometheus Operator to read.
 *
 * @param namespace the namespace itself, for its labels
 * @param rules all PrometheusRules, ours too
 * @param ourMonitor our ServiceMonitor
 * @param upstreamMonitor the Go operator's; not found where ours has its name
 */
record PrometheusObjects(
        Observed<Unstructured> namespace,
        Observed<Collection<Unstructured>> rules,
        Observed<Unstructured> ourMonitor,
        Observed<Unstructured> upstreamMonitor) {

    /** As selectors see one that is there. */
    Selectable selectable(Unstructured object) {
        return new Selectable(object.key(), namespaceLabels(), labels(object), targetNamespaces(object));
    }

    /** As selectors see one that we want, with the labels that others added to what is there. */
    Selectable selectable(HasMetadata wanted) {
        Unstructured ours = Unstructured.of(wanted);
        Map<String, String> labels = new HashMap<>();
        live(ours.key(), wanted.getKind()).ifPresent(live -> labels.putAll(labels(live)));
        labels.putAll(labels(ours));
        return new Selectable(ours.key(), namespaceLabels(), labels, targetNamespaces(ours));
    }

    private Optional<Unstructured> live(NamespacedName key, String kind) {
        if (kind.equals("PrometheusRule")) {
            return rules instanceof Observed.Present<Collection<Unstructured>>(var found)
                    ? found.stream().filter(rule -> rule.key().equals(key)).findFirst()
                    : Optional.empty();
        }
        return ourMonitor instanceof Observed.Present<Unstructured>(Unstructured found)
                ? Optional.of(found)
                : Optional.empty();
    }

    /** One that may not be read is taken to be there. */
    boolean namespaceExists() {
        return namespace instanceof Observed.Present || namespace instanceof Observed.Unreadable;
    }

    private @Nullable Map<String, String> namespaceLabels() {
        return namespace instanceof Observed.Present<Unstructured>(Unstructured found) ? labels(found) : null;
    }

    private static Map<String, String> labels(Unstructured object) {
        return object.json().at("/metadata/labels").properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, label -> label.getValue().asText()));
    }

    /** Without any selector a ServiceMonitor means its own. */
    private static Set<String> targetNamespaces(Unstructured monitor) {
        JsonNode names = monitor.json().at("/spec/namespaceSelector/matchNames");
        return names.isEmpty()
                ? Set.of(monitor.key().namespace())
                : StreamSupport.stream(names.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.toSet());
    }
}
