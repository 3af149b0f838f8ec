package io.operatormetrics.kubernetes.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.operatormetrics.kubernetes.client.Unstructured;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/** The requests by which an object of ours becomes as it is wanted, or stops being ours. Decides nothing about whose it is. */
final class ObjectChanges {

    private static final Logger log = LoggerFactory.getLogger(ObjectChanges.class);

    /** How API servers refuse a change that no object of that name could ever get. */
    private static final Pattern UNCHANGEABLE =
            Pattern.compile("immutable|cannot change|may not change|may not be changed", Pattern.CASE_INSENSITIVE);

    private final ResourceClient requests;

    ObjectChanges(ResourceClient requests) {
        this.requests = requests;
    }

    /** Calico's aggregated API servers fail server-side apply. */
    static boolean isApplied(GroupVersionResource resource) {
        return !resource.group().equals("projectcalico.org");
    }

    /** The verb that {@link #change} needs. */
    static String verb(GroupVersionResource resource) {
        return isApplied(resource) ? "patch" : "update";
    }

    /** Makes it as it is wanted; returns the object afterwards, of which only the metadata are known. */
    Unstructured change(GroupVersionResource resource, Unstructured wanted, Unstructured live)
            throws ApiException, InterruptedException {
        if (!isApplied(resource)) {
            return requests.update(resource, new Unstructured(Overlay.of(live.json(), wanted.json())));
        }
        FieldManagers fieldManagers = FieldManagers.of(live);
        OptionalInt creation = fieldManagers.creation();
        if (creation.isPresent() && !fieldManagers.applied()) {
            requests.patch(resource, live.key(), FieldManagers.application(creation.getAsInt()));
        }
        try {
            return ownOnly(resource, requests.apply(resource, wanted.withUid(live.uid())));
        } catch (ApiException failure) {
            if (failure.kind() != ApiException.Kind.INVALID || !resource.equals(GroupVersionResource.SERVICES)) {
                throw failure;
            }
            // An edited port is not replaced by applying but joined, and then two have one name.
            return requests.merge(
                    resource,
                    live.key(),
                    wanted.withUid(live.uid()).withVersion(live.version()).json());
        }
    }

    /**
     * Removes what a creation or a merge left in managedFields beside what we apply. It would hold on to every field of that version for
     * ever, also to those that later ones no longer have.
     */
    private Unstructured ownOnly(GroupVersionResource resource, Unstructured applied)
            throws ApiException, InterruptedException {
        OptionalInt creation = FieldManagers.of(applied).creation();
        return creation.isEmpty()
                ? applied
                : requests.patch(resource, applied.key(), FieldManagers.removal(creation.getAsInt()));
    }

    /** Whether only another object of that name can be as it is wanted. */
    static boolean isUnchangeable(ApiException failure) {
        return failure.kind() == ApiException.Kind.INVALID
                && UNCHANGEABLE.matcher(failure.message()).find();
    }

    /**
     * Takes our name from an object that is somebody else's now, and changes nothing else. What we stopped to apply would be deleted.
     *
     * @param live as it is now; a failure of kind CONFLICT when it no longer is
     */
    void release(GroupVersionResource resource, Unstructured live) throws ApiException, InterruptedException {
        ObjectNode patch = FieldManagers.of(live).withoutUs(live.version());
        if (isApplied(resource)) {
            requests.merge(resource, live.key(), patch);
        } else {
            requests.update(resource, new Unstructured(Overlay.of(live.json(), patch)));
        }
        log.info(
                "gave up {} {}: its controller is {} now; nothing of it was changed",
                resource.qualifiedName(),
                live.key(),
                live.controller().orElse("nobody"));
    }
}
