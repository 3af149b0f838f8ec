package io.operatormetrics.operator.render;

import java.util.List;

/** The alerts on components whose TigeraStatus says for long what it should say for moments. */
final class ComponentAlerts {

    /**
     * Each critical alert before its warning: a group is evaluated in order, and the warning looks at whether the critical one fires. Looking
     * back over 30 minutes of the series instead would leave a gap where the series is younger than that.
     */
    static final List<Alert> ALL = List.of(
            critical("Degraded", "degraded"),
            warning("Degraded", "degraded"),
            critical("Progressing", "progressing"),
            warning("Progressing", "progressing"));

    private ComponentAlerts() {}

    private static Alert critical(String condition, String label) {
        return alert(name(condition, "Critical"), Alert.Severity.CRITICAL, holds(label), 30, label);
    }

    private static Alert warning(String condition, String label) {
        String unlessCritical = "\nunless on (component)\nALERTS{alertname=\"%s\", alertstate=\"firing\"}"
                .formatted(name(condition, "Critical"));
        return alert(name(condition, "Warning"), Alert.Severity.WARNING, holds(label) + unlessCritical, 15, label);
    }

    private static Alert alert(String name, Alert.Severity severity, String expression, int minutes, String label) {
        return new Alert(
                name,
                severity,
                expression,
                minutes + "m",
                "Component {{ $labels.component }} has been %s for at least %d minutes".formatted(label, minutes),
                "TigeraStatus {{ $labels.component }} has been %s for at least %d minutes.".formatted(label, minutes)
                        + " Its conditions say why: kubectl describe tigerastatus {{ $labels.component }}");
    }

    private static String holds(String label) {
        return "max by (component) (tigera_operator_component_status{condition=\"%s\"}) == 1".formatted(label);
    }

    private static String name(String condition, String severity) {
        return "Component" + condition + severity;
    }
}
