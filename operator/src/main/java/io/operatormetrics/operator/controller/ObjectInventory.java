package io.operatormetrics.operator.controller;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.operatormetrics.kubernetes.apply.ApplyResult;
import io.operatormetrics.kubernetes.apply.ServerSideApplier;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.render.ManagedMetadata;
import io.operatormetrics.operator.render.ResourceNames;

import java.util.Collection;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lists what this installation may have written, a line for each object, in a ConfigMap that keeps its name when settings give all others
 * new ones. So objects of previous settings are found again after a restart. It only says where to look: whether an object is ours to
 * delete is written on the object. For one thread.
 */
final class ObjectInventory {

    private static final String OBJECTS = "objects";

    private final ResourceNames identity;
    private final ServerSideApplier writer;
    private final ManagedResource managedResource;
    private String version = "";
    private Set<ManagedResource> listed = Set.of();

    ObjectInventory(ResourceNames identity, ServerSideApplier writer) {
        this.identity = identity;
        this.writer = writer;
        this.managedResource = new ManagedResource(GroupVersionResource.CONFIG_MAPS, key(identity));
    }

    /** Where it is: named after the operator, since two with one name would take each other's pods for theirs. */
    static NamespacedName key(ResourceNames identity) {
        String name = identity.appLabel();
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        // A label may be what no name can; names that differ only in that stay apart.
        String unique =
                plain.equals(name) ? plain : plain + "-" + HexFormat.of().toHexDigits(name.hashCode());
        return new NamespacedName(identity.operatorNamespace(), unique + "-objects");
    }

    /** What it lists. As long as the watch has not shown what was written last, that. */
    Set<ManagedResource> listed(Observed<Unstructured> observed) {
        switch (observed) {
            case Observed.Present<Unstructured>(Unstructured found) -> {
                if (!found.version().equals(version)) {
                    version = found.version();
                    listed = writer.owns(found) ? parse(found) : Set.of();
                }
            }
            case Observed.Absent<Unstructured> _ -> {
                if (!version.isEmpty()) {
                    version = "";
                    listed = Set.of();
                }
            }
            case Observed.Pending<Unstructured> _, Observed.Unreadable<Unstructured> _ -> {}
        }
        return listed;
    }

    /**
     * Has it list these, or deletes it when there are none. Returns whether that is done, or cannot be until a person does something; what
     * waits for it had better wait for another attempt otherwise.
     */
    boolean write(Set<ManagedResource> targets, Observed<Unstructured> observed, ReconcileReport done)
            throws InterruptedException {
        ApplyResult result = targets.isEmpty()
                ? writer.delete(managedResource.resource(), observed, "it lists nothing any more")
                : writer.apply(managedResource.resource(), render(targets), observed);
        done.add(managedResource, result);
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

    private Unstructured render(Collection<ManagedResource> targets) {
        // Nobody's but ours: with a Monitor as its owner it would be gone before what it lists.
        return Unstructured.of(new ConfigMapBuilder()
                .withMetadata(ManagedMetadata.of(identity)
                        .metadata(
                                managedResource.key().namespace(),
                                managedResource.key().name())
                        .build())
                .addToData(
                        OBJECTS,
                        targets.stream()
                                .map(ManagedResource::toString)
                                .sorted()
                                .collect(Collectors.joining("\n", "", "\n")))
                .build());
    }

    private static Set<ManagedResource> parse(Unstructured found) {
        return found.json()
                .at("/data/" + OBJECTS)
                .asText()
                .lines()
                .map(ManagedResource::parse)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
    }
}
