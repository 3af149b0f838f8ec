package io.operatormetrics.operator.prometheus;

import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import org.jspecify.annotations.Nullable;

/**
 * A Prometheus (monitoring.coreos.com/v1) or PrometheusAgent (v1alpha1), as far as it says what it reads. Source: Prometheus Operator, API
 * reference, PrometheusSpec and CommonPrometheusFields: a selector of objects that is null selects none, one of namespaces that is null
 * means the namespace of the Prometheus alone, and an empty one selects all.
 */
public record PrometheusServer(
        ObjectMeta metadata, @Nullable Spec spec) implements KubernetesObject {

    /**
     * The selectors.
     *
     * @param ignoreNamespaceSelectors whether targets are looked for in the ServiceMonitor's own namespace alone, whatever it says
     */
    public record Spec(
            @Nullable LabelSelector serviceMonitorSelector,
            @Nullable LabelSelector serviceMonitorNamespaceSelector,
            @Nullable LabelSelector ruleSelector,
            @Nullable LabelSelector ruleNamespaceSelector,
            boolean ignoreNamespaceSelectors) {}

    private static final Spec NOTHING_SELECTED = new Spec(null, null, null, null, false);

    private Spec selectors() {
        return spec == null ? NOTHING_SELECTED : spec;
    }

    /** What it makes of a ServiceMonitor. */
    Verdict onServiceMonitor(Selectable monitor) {
        Verdict selected = verdict(
                "serviceMonitor",
                selectors().serviceMonitorSelector(),
                selectors().serviceMonitorNamespaceSelector(),
                monitor);
        boolean findsTargets = !selectors().ignoreNamespaceSelectors()
                || monitor.targetNamespaces().contains(monitor.key().namespace());
        return selected instanceof Verdict.Selected && !findsTargets
                ? new Verdict.LeftOut(
                        "its ignoreNamespaceSelectors is true, so it looks for targets in namespace %s only, and they are in %s"
                                .formatted(monitor.key().namespace(), String.join(", ", monitor.targetNamespaces())))
                : selected;
    }

    /** What it makes of a PrometheusRule. */
    Verdict onRule(Selectable rule) {
        return verdict("rule", selectors().ruleSelector(), selectors().ruleNamespaceSelector(), rule);
    }

    private Verdict verdict(
            String field, @Nullable LabelSelector objects, @Nullable LabelSelector namespaces, Selectable object) {
        if (objects == null) {
            return new Verdict.LeftOut("it has no %sSelector".formatted(field));
        }
        if (!objects.selects(object.labels())) {
            return new Verdict.LeftOut("its %sSelector wants %s".formatted(field, objects));
        }
        String namespace = object.key().namespace();
        if (namespaces == null) {
            return namespace.equals(key().namespace())
                    ? new Verdict.Selected()
                    : new Verdict.LeftOut(
                            "without a %sNamespaceSelector it reads its own namespace only".formatted(field));
        }
        if (namespaces.isEmpty()) {
            return new Verdict.Selected();
        }
        if (object.namespaceLabels() == null) {
            return new Verdict.Unknown();
        }
        return namespaces.selects(object.namespaceLabels())
                ? new Verdict.Selected()
                : new Verdict.LeftOut(
                        "its %sNamespaceSelector wants %s of namespace %s".formatted(field, namespaces, namespace));
    }

    /** What a Prometheus makes of an object. */
    sealed interface Verdict {
        record Selected() implements Verdict {}

        /**
         * It does not take it.
         *
         * @param why as the end of a sentence about that Prometheus
         */
        record LeftOut(String why) implements Verdict {}

        /** The labels of the object's namespace are needed and not known. */
        record Unknown() implements Verdict {}
    }
}
