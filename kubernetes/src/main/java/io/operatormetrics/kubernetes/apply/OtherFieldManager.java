package io.operatormetrics.kubernetes.apply;

import io.operatormetrics.kubernetes.client.Unstructured;

import java.util.List;
import java.util.Optional;

/**
 * Who else keeps an object of ours, for instance from what {@code render} printed: a GitOps tool would make it again, and a person who
 * applied it does not expect it to go. A label or a status that somebody added makes nobody its keeper.
 */
final class OtherFieldManager {

    private static final List<String> ANNOTATIONS = List.of(
            ObjectOwner.LAST_APPLIED,
            "meta.helm.sh/release-name",
            "argocd.argoproj.io/tracking-id",
            "kustomize.toolkit.fluxcd.io/name",
            "helm.toolkit.fluxcd.io/name");

    private static final List<String> LABELS = List.of(
            "helm.sh/chart",
            "argocd.argoproj.io/instance",
            "kustomize.toolkit.fluxcd.io/name",
            "helm.toolkit.fluxcd.io/name");

    private OtherFieldManager() {}

    /** For people: a field manager, or the annotation or label that tells. */
    static Optional<String> of(Unstructured live) {
        return FieldManagers.of(live)
                .otherApplier()
                .map(manager -> "field manager " + manager)
                .or(() -> ANNOTATIONS.stream()
                        .filter(name -> live.annotation(name).isPresent())
                        .findFirst()
                        .map(name -> "annotation " + name))
                .or(() -> LABELS.stream()
                        .filter(name -> live.label(name).isPresent())
                        .findFirst()
                        .map(name -> "label " + name));
    }
}
