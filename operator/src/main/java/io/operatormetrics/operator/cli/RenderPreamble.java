package io.operatormetrics.operator.cli;

import io.operatormetrics.operator.render.RenderInputs;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.render.UpstreamPrometheusPolicy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The comment above the printed objects: what belongs to them and is not there, and why. */
final class RenderPreamble {

    private RenderPreamble() {}

    static String of(RenderInputs inputs) {
        ResourceNames identity = inputs.identity();
        List<String> absent = new ArrayList<>();
        if (identity.servesTls()) {
            absent.add("Secret %s/%s, the endpoint's key pair: keys are never printed"
                    .formatted(identity.operatorNamespace(), identity.serverSecret()));
            absent.add("Secret %s/%s, the key pair that Prometheus presents: likewise"
                    .formatted(identity.prometheusNamespace(), identity.clientSecret()));
            if (inputs.trusted().isEmpty()) {
                absent.add("ConfigMap %s/%s, the CAs that Prometheus trusts: printed with --ca-file"
                        .formatted(identity.prometheusNamespace(), identity.caBundle()));
            }
        }
        if (!identity.ownsItsPods()) {
            absent.add("NetworkPolicy of the operator's pods: with OPERATOR_NAME=%s they are not ours alone"
                    .formatted(identity.appLabel()));
        }
        if (inputs.monitoring().prometheusAccount() == null) {
            absent.add("Role and RoleBinding to discover the Service: printed with PROMETHEUS_SERVICE_ACCOUNT");
        }
        absent.add("NetworkPolicy of projectcalico.org/v3: depends on %s/%s, and no cluster was asked"
                .formatted(identity.prometheusNamespace(), UpstreamPrometheusPolicy.NAME));
        return absent.stream()
                .map(line -> "# - " + line + ".\n")
                .collect(Collectors.joining(
                        "", "# Made by operator-metrics render from settings alone. Not here:\n", ""));
    }
}
