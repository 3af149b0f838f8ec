package io.operatormetrics.operator.render;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.operator.settings.RuntimeEnvironment;
import io.operatormetrics.server.settings.SettingsOutcome;
import io.operatormetrics.server.settings.SettingsReader;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.X509Exception;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Renders in tests, from the variables that a user would set, in a cluster that has all there is to depend on. */
final class Rendering {

    static final UpstreamPrometheusPolicy UPSTREAM_POLICY =
            new UpstreamPrometheusPolicy("k8s-app == 'tigera-prometheus'", 1.0);

    /** Another name, place, port and domain for everything that has one. */
    static final Map<String, String> RENAMED = Map.ofEntries(
            Map.entry("METRICS_SCHEME", "https"),
            Map.entry("METRICS_PORT", "9443"),
            Map.entry("HEALTH_PORT", "8082"),
            Map.entry("OPERATOR_NAMESPACE", "operators"),
            Map.entry("OPERATOR_NAME", "watcher"),
            Map.entry("METRICS_SERVICE_NAME", "watched"),
            Map.entry("CLUSTER_DOMAIN", "example.org"),
            Map.entry("PROMETHEUS_NAMESPACE", "monitoring"),
            Map.entry("PROMETHEUS_SERVICE_ACCOUNT", "monitoring/prometheus-k8s"),
            Map.entry("METRICS_TLS_SECRET", "watched-tls"),
            Map.entry("METRICS_CLIENT_TLS_SECRET", "watcher-of-the-watched-tls"),
            Map.entry("METRICS_CA_BUNDLE", "watched-ca"));

    private Rendering() {}

    static OperatorSettings settings(Map<String, String> variables) {
        return switch (SettingsReader.read(
                variables, reader -> OperatorSettings.read(reader, new RuntimeEnvironment.OutOfCluster()))) {
            case SettingsOutcome.Valid<OperatorSettings> valid -> valid.settings();
            case SettingsOutcome.Invalid<OperatorSettings>(var problems) -> throw new AssertionError(problems);
        };
    }

    static ResourceNames identity(Map<String, String> variables) {
        return ResourceNames.of(settings(variables));
    }

    /** Asked for by settings alone. */
    static RenderInputs inputs(Map<String, String> variables) {
        return inputs(variables, ManagedMetadata.of(identity(variables)));
    }

    static RenderInputs inputs(Map<String, String> variables, ManagedMetadata managedMetadata) {
        OperatorSettings settings = settings(variables);
        return new RenderInputs(
                ResourceNames.of(settings),
                settings.monitoring(),
                managedMetadata,
                ca(),
                Set.of(),
                settings.monitoring().duplicateFamilies(),
                UPSTREAM_POLICY);
    }

    static List<HasMetadata> objects(Map<String, String> variables) {
        return DesiredObjects.render(inputs(variables));
    }

    static <T extends HasMetadata> T the(Class<T> type, List<HasMetadata> objects) {
        return objects.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type.getSimpleName()));
    }

    /** Of all groups. */
    static List<Rule> rules(PrometheusRule rule) {
        return rule.getSpec().getGroups().stream()
                .flatMap(group -> group.getRules().stream())
                .toList();
    }

    static List<X509Certificate> ca() {
        Path file = Path.of("src", "test", "resources", "ca.crt");
        try {
            return Certificates.parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (X509Exception e) {
            throw new AssertionError(e);
        }
    }
}
