package io.operatormetrics.operator.apply;

import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.ApiResource;
import io.operatormetrics.operator.kube.InstanceMark;
import io.operatormetrics.operator.kube.ObjectRequests;
import io.operatormetrics.operator.kube.Sight;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.OptionalInt;

/**
 * Makes objects as they are wanted, by server-side apply. What is not ours is never written: an object comes to be ours only by a
 * creation of ours, which fails where somebody else was faster. For one thread.
 */
public final class ObjectWriter {

    /** Our name in {@code metadata.managedFields}. */
    public static final String FIELD_MANAGER = Managers.OURS;

    private static final Logger log = LoggerFactory.getLogger(ObjectWriter.class);

    /** Tigera's own mark of objects that an operator must leave alone. */
    private static final String IGNORE = "unsupported.operator.tigera.io/ignore";

    private final ObjectRequests requests;
    private final String instance;
    private final LastWrites written = new LastWrites();

    /**
     * Writes for one installation.
     *
     * @param requests under the name of {@link #FIELD_MANAGER}
     * @param instance what all that is written carries as {@link InstanceMark}
     */
    public ObjectWriter(ObjectRequests requests, String instance) {
        this.requests = requests;
        this.instance = instance;
    }

    /** Whether we made it. */
    private static boolean isOurs(ApiObject live) {
        return Managers.of(live).includeUs();
    }

    /** Whether we made it, and this installation of ours was the last to write it. */
    public boolean owns(ApiObject live) {
        return isOurs(live)
                && live.annotation(InstanceMark.ANNOTATION)
                        .filter(instance::equals)
                        .isPresent();
    }

    /** Makes it as wanted; fields that others added to it stay. */
    public ApplyResult apply(ApiResource resource, ApiObject wanted, Sight<ApiObject> live)
            throws InterruptedException {
        return switch (live) {
            case Sight.Unknown<ApiObject> _ -> new ApplyResult.Unseen();
            case Sight.Unreadable<ApiObject>(ApiFailure failure) -> unreadable(failure);
            case Sight.NotFound<ApiObject> _ -> create(resource, wanted, true);
            case Sight.Found<ApiObject>(ApiObject found) -> change(resource, wanted, found);
        };
    }

    /** Creates it and never touches it again; that one of its name exists already is {@link ApplyResult.Unchanged}. */
    public ApplyResult createOnly(ApiResource resource, ApiObject wanted) throws InterruptedException {
        return create(resource, wanted, false);
    }

    /** Deletes it if it is ours, and not that of another installation, which may have taken it over. */
    public ApplyResult delete(ApiResource resource, Sight<ApiObject> live) throws InterruptedException {
        return switch (live) {
            case Sight.Unknown<ApiObject> _ -> new ApplyResult.Unseen();
            case Sight.Unreadable<ApiObject>(ApiFailure failure) -> unreadable(failure);
            case Sight.NotFound<ApiObject> _ -> new ApplyResult.Unchanged();
            case Sight.Found<ApiObject>(ApiObject found) -> {
                if (isIgnored(found)) {
                    yield new ApplyResult.Ignored();
                }
                yield owns(found) && !found.isBeingDeleted() ? delete(resource, found) : new ApplyResult.Unchanged();
            }
        };
    }

    private ApplyResult create(ApiResource resource, ApiObject wanted, boolean keptAsWanted)
            throws InterruptedException {
        ApiObject created;
        try {
            created = requests.create(resource, wanted);
        } catch (ApiFailure failure) {
            return switch (failure.kind()) {
                // Somebody was faster; the watch will show by whom.
                case CONFLICT -> keptAsWanted ? new ApplyResult.Unseen() : new ApplyResult.Unchanged();
                case NOT_FOUND ->
                    failure.message().contains("namespaces \"")
                            ? new ApplyResult.NamespaceMissing()
                            : new ApplyResult.NotServed();
                default -> failed("create", failure);
            };
        }
        log.info("created {} {}", resource.qualifiedName(), wanted.key());
        if (!keptAsWanted) {
            return new ApplyResult.Created();
        }
        if (isApplied(resource)) {
            ApplyResult owned = write(resource, wanted, created);
            if (owned instanceof ApplyResult.Failed || owned instanceof ApplyResult.Forbidden) {
                return owned;
            }
        } else {
            written.remember(resource, wanted, created, created);
        }
        return new ApplyResult.Created();
    }

    private ApplyResult change(ApiResource resource, ApiObject wanted, ApiObject live) throws InterruptedException {
        if (isIgnored(live)) {
            return new ApplyResult.Ignored();
        }
        Managers managers = Managers.of(live);
        if (!managers.includeUs()) {
            written.forget(resource, wanted.key());
            return new ApplyResult.Foreign(
                    managers.others(),
                    Containment.holds(live.json(), wanted.content().without("metadata")));
        }
        boolean last = written.hold(resource, wanted, live);
        if (last && written.areLatest(resource, live)) {
            return new ApplyResult.Unchanged();
        }
        // What was applied before may hold more than is wanted now; what is replaced whole cannot.
        if ((last || !isApplied(resource)) && Containment.holds(live.json(), wanted.content())) {
            return new ApplyResult.Unchanged();
        }
        ApplyResult result = write(resource, wanted, live);
        if (result instanceof ApplyResult.Updated) {
            log.info("updated {} {}", resource.qualifiedName(), wanted.key());
        }
        return result;
    }

    private ApplyResult write(ApiResource resource, ApiObject wanted, ApiObject live) throws InterruptedException {
        boolean applied = isApplied(resource);
        try {
            ApiObject after = applied
                    ? ownOnly(resource, requests.apply(resource, wanted.withUid(live.uid())))
                    : requests.update(resource, new ApiObject(Overlay.of(live.json(), wanted.json())));
            written.remember(resource, wanted, live, after);
            return after.version().equals(live.version()) ? new ApplyResult.Unchanged() : new ApplyResult.Updated();
        } catch (ApiFailure failure) {
            return failed(applied ? "patch" : "update", failure);
        }
    }

    /**
     * Removes what our creation left in managedFields beside what we apply. It would hold on to every field of the first version for ever,
     * also to those that later ones no longer have.
     */
    private ApiObject ownOnly(ApiResource resource, ApiObject applied) throws ApiFailure, InterruptedException {
        OptionalInt creation = Managers.of(applied).creation();
        return creation.isEmpty()
                ? applied
                : requests.patch(resource, applied.key(), Managers.removal(creation.getAsInt()));
    }

    private ApplyResult delete(ApiResource resource, ApiObject live) throws InterruptedException {
        written.forget(resource, live.key());
        try {
            requests.delete(resource, live);
        } catch (ApiFailure failure) {
            return failure.kind() == ApiFailure.Kind.NOT_FOUND
                    ? new ApplyResult.Unchanged()
                    : failed("delete", failure);
        }
        log.info("deleted {} {}", resource.qualifiedName(), live.key());
        return new ApplyResult.Deleted();
    }

    /** Calico's aggregated API servers fail server-side apply. */
    private static boolean isApplied(ApiResource resource) {
        return !resource.group().equals("projectcalico.org");
    }

    private static boolean isIgnored(ApiObject live) {
        return live.annotation(IGNORE).filter("true"::equals).isPresent();
    }

    private static ApplyResult unreadable(ApiFailure failure) {
        return failure.kind() == ApiFailure.Kind.FORBIDDEN
                ? new ApplyResult.Forbidden("list, watch")
                : new ApplyResult.Unseen();
    }

    private static ApplyResult failed(String verb, ApiFailure failure) {
        return failure.kind() == ApiFailure.Kind.FORBIDDEN
                ? new ApplyResult.Forbidden(verb)
                : new ApplyResult.Failed(failure);
    }
}
