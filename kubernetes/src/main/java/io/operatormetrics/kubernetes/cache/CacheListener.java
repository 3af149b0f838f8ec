package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.UnreadableObject;

/** Called on threads that must not be held up, maybe on several at a time, and with no lock of the cache held. */
@FunctionalInterface
public interface CacheListener {

    /** Something may have changed, but for single objects: how the watch is doing, or that their API is served. */
    void changed();

    /**
     * That object may have changed; what it is now the cache says.
     *
     * @param key of one that has no name, its place
     */
    default void objectChanged(NamespacedName key) {
        changed();
    }

    /** One that is not notified of other objects than that. */
    static CacheListener of(NamespacedName key, CacheListener listener) {
        return new CacheListener() {
            @Override
            public void changed() {
                listener.changed();
            }

            @Override
            public void objectChanged(NamespacedName changed) {
                if (changed.equals(key) || UnreadableObject.isPlace(changed)) {
                    listener.objectChanged(changed);
                }
            }
        };
    }
}
