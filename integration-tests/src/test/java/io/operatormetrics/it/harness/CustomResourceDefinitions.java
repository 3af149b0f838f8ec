package io.operatormetrics.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/** The CRDs that a cluster of the tests starts with. */
final class CustomResourceDefinitions {

    /** What the Prometheus Operator does not start without; it has more, which no test needs. */
    private static final Pattern OF_PROMETHEUS_OPERATOR = Pattern.compile(
            "^  name: (podmonitors|probes|prometheuses|prometheusrules|servicemonitors)\\.", Pattern.MULTILINE);

    private CustomResourceDefinitions() {}

    /**
     * Those of the Prometheus Operator as it has them itself, and the real ones beside this repository; of what is not there, and in a plain
     * clone of all, the small ones of the demo and of the tests.
     */
    static List<CustomResourceDefinition> load() {
        Path real = Programs.repository().resolveSibling("shared").resolve("crds");
        Map<String, CustomResourceDefinition> all = new TreeMap<>();
        Stream.of("demo/src/main/resources/crds", "integration-tests/src/test/resources/crds")
                .map(folder -> read(Programs.repository().resolve(folder)))
                .flatMap(List::stream)
                .forEach(definition -> all.put(definition.getMetadata().getName(), definition));
        if (Files.isDirectory(real)) {
            read(real).forEach(definition -> all.put(definition.getMetadata().getName(), definition));
        } else {
            System.out.println(
                    "note: " + real + " is not there; using the project's small CRDs instead of the real ones");
        }
        PrometheusOperators.DEFINITIONS.forEach(
                definition -> all.put(definition.getMetadata().getName(), definition));
        return List.copyOf(all.values());
    }

    private static List<CustomResourceDefinition> read(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted(Comparator.naturalOrder())
                    .map(CustomResourceDefinitions::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CustomResourceDefinition parse(Path file) {
        try {
            return Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Read once for all clusters: they are a megabyte of YAML. */
    private static final class PrometheusOperators {

        static final List<CustomResourceDefinition> DEFINITIONS = Pattern.compile("^---$", Pattern.MULTILINE)
                .splitAsStream(printed())
                .filter(OF_PROMETHEUS_OPERATOR.asPredicate())
                .map(yaml -> Serialization.unmarshal(yaml, JsonNode.class))
                .map(PrometheusOperators::withoutDescriptions)
                .map(json -> Serialization.unmarshal(json.toString(), CustomResourceDefinition.class))
                .toList();

        private static String printed() {
            return new String(
                    Command.of("prometheus-operator", "crds").run().out().getBytes(ISO_8859_1), UTF_8);
        }

        /** They are most of it, and an API server computes on them while it starts. */
        private static JsonNode withoutDescriptions(JsonNode json) {
            if (json instanceof ObjectNode object && object.path("description").isTextual()) {
                object.remove("description");
            }
            json.forEach(PrometheusOperators::withoutDescriptions);
            return json;
        }
    }
}
