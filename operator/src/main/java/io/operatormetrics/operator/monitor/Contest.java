package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.apply.Reversal;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people have to know of an object that somebody else keeps deleting or changing, and which setting ends that. */
final class Contest {

    private static final Logger log = LoggerFactory.getLogger(Contest.class);

    /** The name by which the Go operator deletes its Service and ServiceMonitor, whoever made them. */
    static final String UPSTREAM_SERVICE = "tigera-operator-metrics";

    private Contest() {}

    /** @param besideGoOperator whether its APIs are served, so that it may be running */
    static Finding finding(Target target, Reversal why, EndpointIdentity identity, boolean besideGoOperator) {
        String cause = switch (why) {
            case Reversal.Deleted _ ->
                besideGoOperator
                        ? "deleted by somebody; the Go operator does this while its metrics are off"
                        : "deleted by somebody";
            case Reversal.Changed(var manager) -> "changed by " + manager.orElse("somebody");
            case Reversal.OnAdmission _ -> "changed by an admission webhook or policy while it is written";
        };
        return new Finding(
                Severity.DEGRADED,
                "ContestedObject",
                "%s: %s, again and again. It is left alone for 1 to 10 minutes at a time; to end this, %s"
                        .formatted(target, cause, remedy(target, why, identity)));
    }

    private static String remedy(Target target, Reversal why, EndpointIdentity identity) {
        if (why instanceof Reversal.OnAdmission) {
            return "exempt the object from that webhook or policy, or have metrics without it (MONITORING=never)";
        }
        return identity.ownsItsPods()
                ? "give it another name by " + setting(target, identity)
                : "set OPERATOR_NAME to another name than tigera-operator, which gives all objects other names";
    }

    private static String setting(Target target, EndpointIdentity identity) {
        String name = target.key().name();
        if (target.isSecret() && name.equals(identity.serverSecret())) {
            return "METRICS_TLS_SECRET";
        }
        if (target.isSecret() && name.equals(identity.clientSecret())) {
            return "METRICS_CLIENT_TLS_SECRET";
        }
        if (target.resource().equals(ApiResource.CONFIG_MAPS) && name.equals(identity.caBundle())) {
            return "METRICS_CA_BUNDLE";
        }
        return name.equals(ObjectInventory.key(identity).name()) ? "OPERATOR_NAME" : "METRICS_SERVICE_NAME";
    }

    /** Warns, where these settings lead to a contest if the Go operator runs. */
    static void warnOfUpstreamNames(EndpointIdentity identity) {
        log.warn(
                "Service and ServiceMonitor are named {}, and the Go operator's APIs are served: where it runs, it deletes both while its"
                        + " metrics are off, and takes them over while they are on. Set OPERATOR_NAME to another name than"
                        + " tigera-operator, from which all names follow",
                identity.serviceName());
    }

    static boolean hasUpstreamNames(EndpointIdentity identity) {
        return identity.serviceName().equals(UPSTREAM_SERVICE);
    }
}
