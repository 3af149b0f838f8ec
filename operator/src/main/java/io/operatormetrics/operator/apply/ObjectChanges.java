package io.operatormetrics.operator.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.ObjectRequests;
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

    private final ObjectRequests requests;

    ObjectChanges(ObjectRequests requests) {
        this.requests = requests;
    }

    /** Calico's aggregated API servers fail server-side apply. */
    static boolean isApplied(ApiResource resource) {
        return !resource.group().equals("projectcalico.org");
    }

    /** The verb that {@link #change} needs. */
    static String verb(ApiResource resource) {
        return isApplied(resource) ? "patch" : "update";
    }

    /** Makes it as it is wanted; returns the object afterwards, of which only the metadata are known. */
    ApiObject change(ApiResource resource, ApiObject wanted, ApiObject live) throws ApiFailure, InterruptedException {
        if (!isApplied(resource)) {
            return requests.update(resource, new ApiObject(Overlay.of(live.json(), wanted.json())));
        }
        Managers managers = Managers.of(live);
        OptionalInt creation = managers.creation();
        if (creation.isPresent() && !managers.applied()) {
            requests.patch(resource, live.key(), Managers.application(creation.getAsInt()));
        }
        try {
            return ownOnly(resource, requests.apply(resource, wanted.withUid(live.uid())));
        } catch (ApiFailure failure) {
            if (failure.kind() != ApiFailure.Kind.INVALID || !resource.equals(ApiResource.SERVICES)) {
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
    private ApiObject ownOnly(ApiResource resource, ApiObject applied) throws ApiFailure, InterruptedException {
        OptionalInt creation = Managers.of(applied).creation();
        return creation.isEmpty()
                ? applied
                : requests.patch(resource, applied.key(), Managers.removal(creation.getAsInt()));
    }

    /** Whether only another object of that name can be as it is wanted. */
    static boolean isUnchangeable(ApiFailure failure) {
        return failure.kind() == ApiFailure.Kind.INVALID
                && UNCHANGEABLE.matcher(failure.message()).find();
    }

    /**
     * Takes our name from an object that is somebody else's now, and changes nothing else. What we stopped to apply would be deleted.
     *
     * @param live as it is now; a failure of kind CONFLICT when it no longer is
     */
    void giveUp(ApiResource resource, ApiObject live) throws ApiFailure, InterruptedException {
        ObjectNode patch = Managers.of(live).withoutUs(live.version());
        if (isApplied(resource)) {
            requests.merge(resource, live.key(), patch);
        } else {
            requests.update(resource, new ApiObject(Overlay.of(live.json(), patch)));
        }
        log.info(
                "gave up {} {}: its controller is {} now; nothing of it was changed",
                resource.qualifiedName(),
                live.key(),
                live.controller().orElse("nobody"));
    }
}
