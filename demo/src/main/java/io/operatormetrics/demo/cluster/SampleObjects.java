package io.operatormetrics.demo.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the demo's API server holds, read from YAML; {@code ${now+12d}} in it is an instant, 12 days after {@code now}. */
final class SampleObjects {

    private static final List<String> DEFINITIONS = List.of(
            "tigerastatuses.operator.tigera.io.yaml",
            "installations.operator.tigera.io.yaml",
            "licensekeys.projectcalico.org.yaml");

    private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization();
    private static final Pattern INSTANT = Pattern.compile("\\$\\{now([+-])(\\d+)([dhm])}");
    private static final Pattern DOCUMENT_START = Pattern.compile("^---\n", Pattern.MULTILINE);

    private SampleObjects() {}

    /** The CustomResourceDefinitions of the other kinds; the small ones of our own unless that folder holds the real ones. */
    static List<HasMetadata> definitions(Optional<Path> folder) {
        return DEFINITIONS.stream()
                .map(name -> folder.map(real -> text(real.resolve(name))).orElseGet(() -> resource("/crds/" + name)))
                .map(SampleObjects::parse)
                .toList();
    }

    static List<HasMetadata> namespaces() {
        return parseAll(resource("/samples/namespaces.yaml")).toList();
    }

    /** All but namespaces and definitions. */
    static List<HasMetadata> objects(Instant now) {
        return Stream.of("/samples/components.yaml", "/samples/certificates.yaml")
                .flatMap(name -> parseAll(withInstants(resource(name), now)))
                .toList();
    }

    private static Stream<HasMetadata> parseAll(String yaml) {
        return DOCUMENT_START.splitAsStream(yaml).map(SampleObjects::parse);
    }

    private static HasMetadata parse(String yaml) {
        return KUBERNETES.unmarshal(yaml);
    }

    private static String withInstants(String yaml, Instant now) {
        return INSTANT.matcher(yaml).replaceAll(match -> {
            long amount = Long.parseLong(match.group(2));
            Duration distance = switch (match.group(3)) {
                case "d" -> Duration.ofDays(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofMinutes(amount);
            };
            Instant instant = "+".equals(match.group(1)) ? now.plus(distance) : now.minus(distance);
            return DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(ChronoUnit.SECONDS));
        });
    }

    private static String resource(String name) {
        try (InputStream stream = SampleObjects.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
