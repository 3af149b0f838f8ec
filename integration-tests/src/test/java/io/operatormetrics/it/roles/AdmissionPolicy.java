package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A policy that refuses or changes some writes of our program at one site, and nobody else's; gone when closed. */
public final class AdmissionPolicy implements AutoCloseable {

    private final KubernetesClient admin;
    private final List<HasMetadata> objects;

    private AdmissionPolicy(KubernetesClient admin, List<HasMetadata> objects) {
        this.admin = admin;
        this.objects = objects;
    }

    /**
     * What it refuses, and how.
     *
     * @param operation {@code CREATE} or {@code UPDATE}
     * @param resource of any group, for instance {@code services}
     * @param reason {@code Forbidden} for 403, {@code Invalid} for 422
     */
    public record Rule(String operation, String resource, String reason, String message) {}

    /** Creates a MutatingAdmissionPolicy that adds a member to a map in each of our writes; it is in force a moment later. */
    public static AdmissionPolicy adding(Site site, String name, String resource, String path) {
        return create(
                site.cluster().admin(), """
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingAdmissionPolicy
                metadata: {name: "%1$s"}
                spec:
                  failurePolicy: Fail
                  reinvocationPolicy: Never
                  matchConstraints:
                    resourceRules:
                    - {apiGroups: ["*"], apiVersions: ["*"], operations: [CREATE, UPDATE], resources: [%2$s]}
                  matchConditions:
                  - name: ours
                    expression: request.userInfo.username == "system:serviceaccount:%4$s:%5$s"
                  mutations:
                  - patchType: JSONPatch
                    jsonPatch: {expression: '[JSONPatch{op: "add", path: "%3$s", value: "policy"}]'}
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingAdmissionPolicyBinding
                metadata: {name: "%1$s"}
                spec: {policyName: "%1$s"}
                """.formatted(name, resource, path, site.operatorNamespace(), Site.SERVICE));
    }

    /** Creates a policy of that name; it is in force a moment later. */
    public static AdmissionPolicy create(Site site, String name, Rule rule) {
        return create(site.cluster().admin(), """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: "%1$s"}
                spec:
                  failurePolicy: Fail
                  matchConstraints:
                    resourceRules:
                    - {apiGroups: ["*"], apiVersions: ["*"], operations: [%2$s], resources: [%3$s]}
                  matchConditions:
                  - name: ours
                    expression: request.userInfo.username == "system:serviceaccount:%6$s:%7$s"
                  validations:
                  - {expression: "false", reason: %4$s, message: "%5$s"}
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: "%1$s"}
                spec: {policyName: "%1$s", validationActions: [Deny]}
                """.formatted(
                        name,
                        rule.operation(),
                        rule.resource(),
                        rule.reason(),
                        rule.message(),
                        site.operatorNamespace(),
                        Site.SERVICE));
    }

    private static AdmissionPolicy create(KubernetesClient admin, String yaml) {
        List<HasMetadata> objects = admin.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .items();
        objects.forEach(object -> admin.resource(object).create());
        return new AdmissionPolicy(admin, objects);
    }

    @Override
    public void close() {
        lift();
    }

    /** It refuses nothing from a moment later on. */
    public void lift() {
        objects.forEach(object -> admin.resource(object).delete());
    }
}
