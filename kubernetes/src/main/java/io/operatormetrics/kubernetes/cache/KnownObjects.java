package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.kubernetes.client.UnreadableObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reports objects to a listener, and knows by their keys which it has reported as present. For one thread at a time. */
final class KnownObjects<T extends KubernetesObject> {

    private static final Logger log = LoggerFactory.getLogger(KnownObjects.class);

    /** How many objects are named in the log that are unreadable at the same time. */
    private static final int LOGGED = 10;

    private final ResourceQuery<T> resourceQuery;
    private final Reflector.Listener<? super T> listener;
    private final Set<NamespacedName> known = new HashSet<>();
    private final Set<NamespacedName> unreadable = new HashSet<>();

    KnownObjects(ResourceQuery<T> resourceQuery, Reflector.Listener<? super T> listener) {
        this.resourceQuery = resourceQuery;
        this.listener = listener;
    }

    /** A copy: empty at the first list, which is when everything else is at its largest. */
    Set<NamespacedName> keys() {
        return new HashSet<>(known);
    }

    /** @throws ApiException when the object holds data that was not requested */
    void put(T object) throws ApiException {
        NamespacedName key = object.key();
        if (object.carriesUnwantedData()) {
            throw new ApiException(
                    ApiException.Kind.UNWANTED_DATA,
                    "the API server sent data of " + key + " although only its metadata was requested; refused unread");
        }
        known.add(key);
        if (unreadable.remove(key)) {
            log.info("{}: {} is readable again", resourceQuery, key);
        }
        listener.put(object);
    }

    void unreadable(UnreadableObject object) {
        known.add(object.key());
        if (unreadable.add(object.key())) {
            log.atLevel(unreadable.size() > LOGGED ? Level.DEBUG : Level.WARN)
                    .log(
                            "{}: {}: {}; left out",
                            resourceQuery,
                            object.key(),
                            object.why().message());
        }
        listener.unreadable(object.key(), object.why());
    }

    void gone(NamespacedName key) {
        known.remove(key);
        unreadable.remove(key);
        listener.gone(key);
    }

    void forgetAll() {
        List.copyOf(known).forEach(this::gone);
    }
}
