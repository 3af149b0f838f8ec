package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.render.ResourceNames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Events (events.k8s.io/v1) on the Deployment that runs this operator, for {@code kubectl describe}. It is the one named OPERATOR_NAME in
 * OPERATOR_NAMESPACE, as in the manifests that we ship; a pod cannot find out its Deployment without reading pods and ReplicaSets.
 */
final class DeploymentEvents {

    private static final Logger log = LoggerFactory.getLogger(DeploymentEvents.class);

    private static final String REPORTER = "operator-metrics";
    private static final DateTimeFormatter MICRO_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    // Limits of the API.
    private static final int LONGEST_NOTE = 1024;
    private static final int LONGEST_INSTANCE = 128;

    private final ResourceClient requests;
    private final NamespacedName deployment;
    private final String replica;
    private boolean refused;

    /** @param replica which process of ours reports */
    DeploymentEvents(ResourceClient requests, ResourceNames identity, String replica) {
        this.requests = requests;
        this.deployment = new NamespacedName(identity.operatorNamespace(), identity.appLabel());
        this.replica = replica.length() <= LONGEST_INSTANCE ? replica : replica.substring(0, LONGEST_INSTANCE);
    }

    /**
     * Tells people one thing.
     *
     * @param type {@code Normal} or {@code Warning}
     * @param reason a word in CamelCase
     * @param note cut where it is longer than an Event may be
     */
    record News(String type, String reason, String note) {}

    /**
     * Records it. Where there is no such Deployment, permissions are missing or a policy refuses it, that is left to the log.
     *
     * @throws ApiException when another attempt may succeed
     */
    void record(News news, Instant now) throws ApiException, InterruptedException {
        try {
            Unstructured found = requests.get(GroupVersionResource.DEPLOYMENTS, deployment, Unstructured.class);
            requests.create(GroupVersionResource.EVENTS, event(news, found.uid(), now));
            refused = false;
        } catch (ApiException failure) {
            switch (failure.kind()) {
                case NOT_FOUND -> log.debug("no Event: there is no Deployment {}", deployment);
                case FORBIDDEN, DENIED, NAMESPACE_TERMINATING -> logRefused(failure);
                default -> throw failure;
            }
        }
    }

    private void logRefused(ApiException failure) {
        if (!refused) {
            log.warn(
                    "no Event on Deployment {}: {}{}",
                    deployment,
                    failure.message(),
                    failure.kind() == ApiException.Kind.FORBIDDEN
                            ? "; Role operator-metrics-permissions of deploy/rbac.yaml holds get on that Deployment"
                                    + " and create on events.events.k8s.io"
                            : "");
        }
        refused = true;
    }

    private Unstructured event(News news, String uid, Instant now) {
        Map<String, String> regarding = Map.of(
                "apiVersion",
                "apps/v1",
                "kind",
                "Deployment",
                "namespace",
                deployment.namespace(),
                "name",
                deployment.name(),
                "uid",
                uid);
        return Unstructured.of(Map.ofEntries(
                Map.entry("apiVersion", "events.k8s.io/v1"),
                Map.entry("kind", "Event"),
                Map.entry("metadata", Map.of("namespace", deployment.namespace(), "name", name(now))),
                Map.entry("eventTime", MICRO_TIME.format(now)),
                Map.entry("reportingController", REPORTER),
                Map.entry("reportingInstance", replica),
                Map.entry("action", "ReportStatus"),
                Map.entry("reason", news.reason()),
                Map.entry("regarding", regarding),
                Map.entry("type", news.type()),
                Map.entry("note", cut(news.note()))));
    }

    /** As client-go names Events: an object's name, and the time in hexadecimal. */
    private String name(Instant now) {
        return deployment.name() + "." + Long.toHexString(ChronoUnit.NANOS.between(Instant.EPOCH, now));
    }

    private static String cut(String note) {
        return note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE - 1) + "…";
    }
}
