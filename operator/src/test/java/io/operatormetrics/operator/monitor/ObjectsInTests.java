package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.server.settings.Scheme;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Objects as an API server would show them, made by the installation {@code ns/op} unless something else is said. */
final class ObjectsInTests {

    static final String INSTANCE = "ns/op";

    private ObjectsInTests() {}

    static EndpointIdentity identity(String operatorName) {
        return new EndpointIdentity(
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

    static ApiObject ours(String namespace, String name) {
        return object(namespace, name, "operator-metrics", Map.of("operator-metrics/instance", INSTANCE));
    }

    static ApiObject object(String namespace, String name, String manager, Map<String, String> annotations) {
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("namespace", namespace);
        metadata.put("name", name);
        metadata.put("uid", "u");
        metadata.put("resourceVersion", "7");
        metadata.put("annotations", annotations);
        metadata.put("managedFields", List.of(Map.of("manager", manager, "operation", "Apply")));
        return ApiObject.of(Map.of("metadata", metadata));
    }

    static ApiObject inventory(String version, String... lines) {
        ApiObject inventory = ours("ns", "op-objects");
        inventory.json().withObject("/metadata").put("resourceVersion", version);
        inventory.json().withObject("/data").put("objects", String.join("\n", lines));
        return inventory;
    }
}
