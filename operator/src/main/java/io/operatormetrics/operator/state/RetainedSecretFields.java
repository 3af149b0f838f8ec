package io.operatormetrics.operator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.operatormetrics.kubernetes.cache.CacheListener;
import io.operatormetrics.kubernetes.cache.ClusterContext;
import io.operatormetrics.kubernetes.cache.ResourceCache;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.kubernetes.client.Unstructured;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Of a Secret that is kept, what is used: the members of a key pair and of {@link CaRotationSecret}, and our own annotations. Of the
 * others only the names stay, which show whose the Secret is; an annotation may hold a copy of the data.
 */
public final class RetainedSecretFields {

    private static final Set<String> MEMBERS = Set.of(
            "tls.crt",
            "tls.key",
            "cert",
            "key",
            CaRotationSecret.CURRENT,
            CaRotationSecret.PREVIOUS,
            CaRotationSecret.PHASE,
            CaRotationSecret.DEADLINE);

    private static final List<String> OURS =
            List.of("operator-metrics/", "certificates.operator.tigera.io/", "unsupported.operator.tigera.io/");

    private RetainedSecretFields() {}

    /** Of one Secret, which others may read besides. */
    public static ResourceCache<Unstructured> cache(
            ClusterContext cluster, NamespacedName key, CacheListener listener) {
        return new ResourceCache<>(
                cluster,
                ResourceQuery.named(GroupVersionResource.SECRETS, key, Unstructured.class),
                RetainedSecretFields::of,
                listener);
    }

    /** Changes that object, which is nobody else's yet. */
    public static Unstructured of(Unstructured secret) {
        if (secret.json().get("data") instanceof ObjectNode data) {
            empty(data, name -> !MEMBERS.contains(name));
        }
        if (secret.json().at("/metadata/annotations") instanceof ObjectNode annotations) {
            empty(annotations, name -> OURS.stream().noneMatch(name::startsWith));
        }
        return secret;
    }

    private static void empty(ObjectNode map, Predicate<String> unused) {
        map.properties().stream()
                .filter(member -> unused.test(member.getKey()))
                .forEach(member -> member.setValue(TextNode.valueOf("")));
    }
}
