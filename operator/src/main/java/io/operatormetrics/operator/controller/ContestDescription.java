package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.apply.ExternalChange;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people have to know of an object that somebody else keeps deleting or changing, and which setting ends that. */
final class ContestDescription {

    private static final Logger log = LoggerFactory.getLogger(ContestDescription.class);

    /** The name by which the Go operator deletes its Service and ServiceMonitor, no matter who made them. */
    static final String UPSTREAM_SERVICE = "tigera-operator-metrics";

    private ContestDescription() {}

    /** @param besideGoOperator whether its APIs are served, so that it may be running */
    static Finding finding(
            ManagedResource managedResource, ExternalChange why, ResourceNames identity, boolean besideGoOperator) {
        String cause = switch (why) {
            case ExternalChange.Deleted _ ->
                besideGoOperator
                        ? "deleted by another client; the Go operator does this while its metrics are off"
                        : "deleted by another client";
            case ExternalChange.Changed(var manager) -> "changed by " + manager.orElse("another client");
            case ExternalChange.OnAdmission _ -> "changed by an admission webhook or policy while it is written";
        };
        return new Finding(
                Severity.DEGRADED,
                "ContestedObject",
                "%s: %s, again and again. It is left alone for 1 to 10 minutes at a time; to end this, %s"
                        .formatted(managedResource, cause, remedy(managedResource, why, identity)));
    }

    private static String remedy(ManagedResource managedResource, ExternalChange why, ResourceNames identity) {
        if (why instanceof ExternalChange.OnAdmission) {
            return "exempt the object from that webhook or policy, or have metrics without it (MONITORING=never)";
        }
        return identity.ownsItsPods()
                ? "give it another name by " + setting(managedResource, identity)
                : "set OPERATOR_NAME to another name than tigera-operator, which gives all objects other names";
    }

    private static String setting(ManagedResource managedResource, ResourceNames identity) {
        String name = managedResource.key().name();
        if (managedResource.isSecret() && name.equals(identity.serverSecret())) {
            return "METRICS_TLS_SECRET";
        }
        if (managedResource.isSecret() && name.equals(identity.clientSecret())) {
            return "METRICS_CLIENT_TLS_SECRET";
        }
        if (managedResource.resource().equals(GroupVersionResource.CONFIG_MAPS) && name.equals(identity.caBundle())) {
            return "METRICS_CA_BUNDLE";
        }
        return name.equals(ObjectInventory.key(identity).name()) ? "OPERATOR_NAME" : "METRICS_SERVICE_NAME";
    }

    /** Warns, where these settings lead to a contest if the Go operator runs. */
    static void warnOfUpstreamNames(ResourceNames identity) {
        log.warn(
                "Service and ServiceMonitor are named {}, and the Go operator's APIs are served: where it runs, it deletes both while its"
                        + " metrics are off, and takes them over while they are on. Set OPERATOR_NAME to another name than"
                        + " tigera-operator, from which all names follow",
                identity.serviceName());
    }

    static boolean hasUpstreamNames(ResourceNames identity) {
        return identity.serviceName().equals(UPSTREAM_SERVICE);
    }
}
