package io.operatormetrics.kubernetes.apply;

import io.operatormetrics.kubernetes.client.Unstructured;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class OtherFieldManagerTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(nullValues = "none", textBlock = """
            meta.helm.sh/release-name,                        annotation meta.helm.sh/release-name
            argocd.argoproj.io/tracking-id,                   annotation argocd.argoproj.io/tracking-id
            argocd.argoproj.io/instance,                      label argocd.argoproj.io/instance
            kustomize.toolkit.fluxcd.io/name,                 annotation kustomize.toolkit.fluxcd.io/name
            helm.sh/chart,                                    label helm.sh/chart
            kubectl.kubernetes.io/last-applied-configuration, annotation kubectl.kubernetes.io/last-applied-configuration
            app.kubernetes.io/instance,                       none
            kubectl.kubernetes.io/restartedAt,                none
            """)
    void isTheToolWhoseMarkIsThere(String mark, String keeper) {
        Unstructured live = object(Map.of(mark, ""), List.of(manager("operator-metrics", "Apply", "")));
        assertThat(OtherFieldManager.of(live)).isEqualTo(Optional.ofNullable(keeper));
    }

    @ParameterizedTest(name = "{0} by {1} {2}: {3}")
    @CsvSource(nullValues = "none", textBlock = """
            Apply,  argocd-controller, '',     field manager argocd-controller
            Apply,  prometheus,        status, none
            Update, kubectl-label,     '',     none
            Update, kubectl-edit,      '',     none
            """)
    void isWhoAppliesIt(String operation, String manager, String subresource, String keeper) {
        Unstructured live = object(
                Map.of(), List.of(manager("operator-metrics", "Apply", ""), manager(manager, operation, subresource)));
        assertThat(OtherFieldManager.of(live)).isEqualTo(Optional.ofNullable(keeper));
    }

    private static Map<String, String> manager(String name, String operation, String subresource) {
        return Map.of("manager", name, "operation", operation, "subresource", subresource);
    }

    private static Unstructured object(Map<String, String> marks, List<Map<String, String>> managers) {
        return Unstructured.of(
                Map.of("metadata", Map.of("labels", marks, "annotations", marks, "managedFields", managers)));
    }
}
