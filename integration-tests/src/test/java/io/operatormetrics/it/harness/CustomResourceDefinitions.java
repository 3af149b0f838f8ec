package io.operatormetrics.it.harness;

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
import java.util.stream.Stream;

/** The CRDs that a cluster of the tests starts with. */
final class CustomResourceDefinitions {

    private CustomResourceDefinitions() {}

    /**
     * The real ones beside this repository; of what is not there, and in a plain clone of all, the small ones of the demo and of the tests.
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
}
