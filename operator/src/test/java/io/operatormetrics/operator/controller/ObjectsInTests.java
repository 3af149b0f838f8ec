package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.settings.Scheme;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Objects as an API server would show them, made by the installation {@code ns/op} unless something else is said. */
final class ObjectsInTests {

    static final String INSTANCE = "ns/op";

    private ObjectsInTests() {}

    static ResourceNames identity(String operatorName) {
        return new ResourceNames(
                "ns",
                "ns",
                "prometheus",
                operatorName,
                "new",
                "cluster.local",
                9484,
                8081,
                Scheme.HTTPS,
                "new-tls",
                "new-client-tls",
                "new-bundle");
    }

    static Unstructured ours(String namespace, String name) {
        return object(namespace, name, "operator-metrics", Map.of("operator-metrics/instance", INSTANCE));
    }

    static Unstructured object(String namespace, String name, String manager, Map<String, String> annotations) {
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("namespace", namespace);
        metadata.put("name", name);
        metadata.put("uid", "u");
        metadata.put("resourceVersion", "7");
        metadata.put("annotations", annotations);
        metadata.put("managedFields", List.of(Map.of("manager", manager, "operation", "Apply")));
        return Unstructured.of(Map.of("metadata", metadata));
    }

    static Unstructured inventory(String version, String... lines) {
        Unstructured inventory = ours("ns", "op-objects");
        inventory.json().withObject("/metadata").put("resourceVersion", version);
        inventory.json().withObject("/data").put("objects", String.join("\n", lines));
        return inventory;
    }
}
