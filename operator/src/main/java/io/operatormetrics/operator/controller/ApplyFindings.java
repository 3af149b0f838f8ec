package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.apply.ApplyResult;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;

import java.util.Optional;

/** What people have to know, and can do, about an object that is not as it should be. */
final class ApplyFindings {

    private static final String IGNORED =
            " is left alone, as its annotation unsupported.operator.tigera.io/ignore says";

    private ApplyFindings() {}

    static Optional<Finding> of(ManagedResource managedResource, ApplyResult result) {
        return switch (result) {
            case ApplyResult.Unchanged _, ApplyResult.Created _, ApplyResult.Updated _, ApplyResult.Deleted _ ->
                Optional.empty();
            case ApplyResult.Ignored(boolean serves) ->
                serves
                        ? warning("ObjectIgnored", managedResource + IGNORED)
                        : warning(
                                "IgnoredObjectDiffers",
                                managedResource + IGNORED
                                        + ", and is not as it should be; remove the annotation to have it repaired");
            case ApplyResult.Foreign(String manager, boolean serves) ->
                serves ? Optional.empty() : degraded("ObjectOfAnotherManager", conflict(managedResource, manager));
            case ApplyResult.OtherInstallation(String other) -> Optional.of(otherInstallation(managedResource, other));
            // The caller reports the first, with details that only it knows; the second is as the user wants it.
            case ApplyResult.Contested _, ApplyResult.KeptByAnother _ -> Optional.empty();
            case ApplyResult.NotServed _ ->
                waiting(
                        "ApiNotServed",
                        "%s waits for the API %s, which the cluster does not serve yet"
                                .formatted(
                                        managedResource,
                                        managedResource.resource().qualifiedName()));
            case ApplyResult.NamespaceMissing _ ->
                waiting(
                        "NamespaceMissing",
                        "%s waits for namespace %s, which does not exist yet"
                                .formatted(
                                        managedResource, managedResource.key().namespace()));
            case ApplyResult.NamespaceTerminating _ ->
                waiting(
                        "NamespaceTerminating",
                        "%s: namespace %s is being deleted; nothing is written there until it exists anew"
                                .formatted(
                                        managedResource, managedResource.key().namespace()));
            case ApplyResult.Refused(String verb, ApiException failure, var _) ->
                refused(managedResource, verb, failure);
            case ApplyResult.Forbidden(String verb) ->
                Optional.of(missingPermission(managedResource.resource(), managedResource.key(), verb));
            case ApplyResult.Unseen _ -> waiting("NotSeenYet", managedResource + " has not been read yet");
            case ApplyResult.Failed(var failure) ->
                waiting("RequestFailed", "%s: %s; trying again".formatted(managedResource, failure.message()));
        };
    }

    /**
     * Names the missing rule, and where deploy/rbac.yaml has it.
     *
     * @param key with an empty name for all objects of the namespace
     */
    static Finding missingPermission(GroupVersionResource resource, NamespacedName key, String verb) {
        boolean namespaced = !key.namespace().isEmpty();
        // Creation cannot be limited to a name: there is none yet when it is authorized. A request's name is never the
        // same.
        boolean anyName = verb.equals("create")
                || key.name().isEmpty()
                || resource.equals(GroupVersionResource.CERTIFICATE_SIGNING_REQUESTS);
        String names = anyName ? "" : ", resourceNames [" + key.name() + "]";
        return new Finding(
                Severity.DEGRADED,
                "PermissionsMissing",
                "not allowed to %s %s %s; %s must hold apiGroups [%s], resources [%s]%s, verbs [%s]"
                        .formatted(
                                verb,
                                resource.qualifiedName(),
                                key.name().isEmpty() ? "in " + key.namespace() : key,
                                namespaced
                                        ? "Role and RoleBinding operator-metrics-permissions in namespace "
                                                + key.namespace()
                                        : "ClusterRole and ClusterRoleBinding operator-metrics",
                                resource.group().isEmpty() ? "\"\"" : resource.group(),
                                resource.plural(),
                                names,
                                verb));
    }

    /** @param other its namespace and OPERATOR_NAME, with a slash */
    static Finding otherInstallation(ManagedResource managedResource, String other) {
        return new Finding(
                Severity.DEGRADED,
                "OtherInstallation",
                "%s belongs to the installation %s of operator-metrics; this one writes nothing. Give this one another OPERATOR_NAME, or"
                                .formatted(managedResource, other)
                        + " remove that one and its objects: operator-metrics cleanup --instance " + other);
    }

    private static Optional<Finding> refused(ManagedResource managedResource, String verb, ApiException failure) {
        return failure.kind() == ApiException.Kind.DENIED
                ? degraded(
                        "WriteDenied",
                        "%s: the cluster's admission control refuses %s: %s. Change the policy, webhook or quota that says so, or exempt"
                                        .formatted(managedResource, verb, failure.message())
                                + " operator-metrics from it; tried again each minute")
                : degraded(
                        "WriteInvalid",
                        "%s: the API server finds it invalid: %s. %s; tried again each minute"
                                .formatted(managedResource, failure.message(), remedy(managedResource.resource())));
    }

    private static String remedy(GroupVersionResource resource) {
        return resource.isBuiltIn()
                ? "Look for what changes or defaults it, such as a webhook, and report it to operator-metrics if there is none"
                : "Update CustomResourceDefinition %s, which may be older than what operator-metrics writes"
                        .formatted(resource.qualifiedName());
    }

    private static String conflict(ManagedResource managedResource, String manager) {
        return "%s belongs to %s and does not match; it was not changed. Delete it, or choose other names for ours"
                .formatted(managedResource, manager);
    }

    private static Optional<Finding> waiting(String reason, String message) {
        return Optional.of(new Finding(Severity.WAITING, reason, message));
    }

    private static Optional<Finding> warning(String reason, String message) {
        return Optional.of(new Finding(Severity.WARNING, reason, message));
    }

    private static Optional<Finding> degraded(String reason, String message) {
        return Optional.of(new Finding(Severity.DEGRADED, reason, message));
    }
}
