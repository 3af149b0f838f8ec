package io.operatormetrics.operator.monitor;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.operatormetrics.operator.apply.ApplyResult;
import io.operatormetrics.operator.apply.ObjectWriter;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.operator.render.Ownership;

import java.util.Collection;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lists what this installation may have written, a line for each object, in a ConfigMap that keeps its name when settings give all others
 * new ones. So objects of former settings are found again after a restart. It only says where to look: whether an object is ours to
 * delete is written on the object. For one thread.
 */
final class ObjectInventory {

    private static final String OBJECTS = "objects";

    private final EndpointIdentity identity;
    private final ObjectWriter writer;
    private final Target target;
    private String version = "";
    private Set<Target> listed = Set.of();

    ObjectInventory(EndpointIdentity identity, ObjectWriter writer) {
        this.identity = identity;
        this.writer = writer;
        this.target = new Target(ApiResource.CONFIG_MAPS, key(identity));
    }

    /** Where it is: named after the operator, since two with one name would take each other's pods for theirs. */
    static ObjectKey key(EndpointIdentity identity) {
        String name = identity.appLabel();
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        // A label may be what no name can; names that differ only in that stay apart.
        String unique =
                plain.equals(name) ? plain : plain + "-" + HexFormat.of().toHexDigits(name.hashCode());
        return new ObjectKey(identity.operatorNamespace(), unique + "-objects");
    }

    /** What it lists. As long as the watch has not shown what was written last, that. */
    Set<Target> listed(Sight<ApiObject> sight) {
        switch (sight) {
            case Sight.Found<ApiObject>(ApiObject found) -> {
                if (!found.version().equals(version)) {
                    version = found.version();
                    listed = writer.owns(found) ? parse(found) : Set.of();
                }
            }
            case Sight.NotFound<ApiObject> _ -> {
                if (!version.isEmpty()) {
                    version = "";
                    listed = Set.of();
                }
            }
            case Sight.Unknown<ApiObject> _, Sight.Unreadable<ApiObject> _ -> {}
        }
        return listed;
    }

    /**
     * Has it list these, or deletes it when there are none. Returns whether that is done, or cannot be until a person does something; what
     * waits for it had better wait for another attempt otherwise.
     */
    boolean write(Set<Target> targets, Sight<ApiObject> sight, Reconciliation done) throws InterruptedException {
        ApplyResult result = targets.isEmpty()
                ? writer.delete(target.resource(), sight, "it lists nothing any more")
                : writer.apply(target.resource(), render(targets), sight);
        done.add(target, result);
        return switch (result) {
            case ApplyResult.Unchanged _, ApplyResult.Created _, ApplyResult.Updated _, ApplyResult.Deleted _ -> {
                listed = Set.copyOf(targets);
                yield true;
            }
            case ApplyResult.Ignored _,
                    ApplyResult.Foreign _,
                    ApplyResult.OtherInstallation _,
                    ApplyResult.Contested _,
                    ApplyResult.KeptByAnother _,
                    ApplyResult.NotServed _,
                    ApplyResult.NamespaceMissing _,
                    ApplyResult.NamespaceTerminating _,
                    ApplyResult.Forbidden _,
                    ApplyResult.Refused _ -> true;
            case ApplyResult.Unseen _, ApplyResult.Failed _ -> false;
        };
    }

    private ApiObject render(Collection<Target> targets) {
        // Nobody's but ours: with a Monitor as its owner it would be gone before what it lists.
        return ApiObject.of(new ConfigMapBuilder()
                .withMetadata(Ownership.of(identity)
                        .metadata(target.key().namespace(), target.key().name())
                        .build())
                .addToData(
                        OBJECTS,
                        targets.stream().map(Target::toString).sorted().collect(Collectors.joining("\n", "", "\n")))
                .build());
    }

    private static Set<Target> parse(ApiObject found) {
        return found.json()
                .at("/data/" + OBJECTS)
                .asText()
                .lines()
                .map(Target::parse)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
    }
}
