package io.operatormetrics.operator.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.Unstructured;

import java.util.Map;
import java.util.Set;

/** Objects of the Prometheus Operator as YAML, read as our program reads them. */
public final class Servers {

    private static final NamespacedName MONITOR = new NamespacedName("tigera-prometheus", "operator-metrics");

    private Servers() {}

    static LabelSelector selector(String yaml) {
        return read(yaml, LabelSelector.class);
    }

    /** A Prometheus of that namespace and name with that spec. */
    public static PrometheusServer server(String namespace, String name, String spec) {
        return read(
                "{metadata: {namespace: %s, name: %s}, spec: %s}".formatted(namespace, name, spec),
                PrometheusServer.class);
    }

    /** One with those labels, in namespace tigera-prometheus, whose only label is its name. */
    public static Selectable selectable(Map<String, String> labels) {
        return new Selectable(
                MONITOR,
                Map.of("kubernetes.io/metadata.name", "tigera-prometheus"),
                labels,
                Set.of("operator-metrics"));
    }

    private static <T> T read(String yaml, Class<T> type) {
        try {
            // What begins with a brace would be taken for JSON.
            return Unstructured.of(Serialization.unmarshal("---\n" + yaml, JsonNode.class))
                    .as(type);
        } catch (ApiException e) {
            throw new AssertionError(e);
        }
    }
}
