package io.operatormetrics.kubernetes.apply;

import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.Unstructured;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was written last, so that nothing is sent twice: neither while the watch has not caught up, nor because an API server keeps a
 * value in another form than the one sent; and so that it is known when somebody undoes it. For one thread.
 */
final class LastApplied {

    private final Map<Target, Write> writes = new HashMap<>();

    private record Target(GroupVersionResource resource, NamespacedName key) {}

    /** One write. Of the object only its digest is kept, since it may be a Secret. */
    private static final class Write {
        private final String uid;
        private final String digest;
        /** The version that the watch showed, and the one that the write made. */
        private final String before;

        private final String after;
        private boolean seen;
        private boolean undone;
        private List<FieldDifference> kept = List.of();

        Write(Unstructured written, Unstructured before, Unstructured after) {
            this.uid = after.uid();
            this.digest = LastAppliedAnnotation.digest(written.json());
            this.before = before.version();
            this.after = after.version();
        }
    }

    /** Whether this was the last that was written to this very object. */
    boolean hold(GroupVersionResource resource, Unstructured wanted, Unstructured live) {
        Write write = get(resource, live.key());
        return write != null
                && write.uid.equals(live.uid())
                && write.digest.equals(LastAppliedAnnotation.digest(wanted.json()));
    }

    /** Takes up that the watch shows the object. */
    void observed(GroupVersionResource resource, Unstructured live) {
        Write write = get(resource, live.key());
        if (write != null && write.uid.equals(live.uid())) {
            write.seen = true;
        }
    }

    /** Whether the object is seen as it was before the last write: the watch lags behind. */
    boolean areAheadOf(GroupVersionResource resource, Unstructured live) {
        Write write = get(resource, live.key());
        return write != null && write.before.equals(live.version()) && !write.after.equals(live.version());
    }

    /** Whether the object is seen as the last write left it. */
    boolean madeThis(GroupVersionResource resource, Unstructured live) {
        Write write = get(resource, live.key());
        return write != null && write.after.equals(live.version());
    }

    /** Takes up that the API server keeps what it was given in another form. */
    void keptAs(GroupVersionResource resource, Unstructured live, List<FieldDifference> differences) {
        Write write = get(resource, live.key());
        if (write != null) {
            write.kept = List.copyOf(differences);
        }
    }

    /** Whether there are no differences but those. */
    boolean allow(GroupVersionResource resource, Unstructured live, List<FieldDifference> differences) {
        Write write = get(resource, live.key());
        return write != null && !differences.isEmpty() && write.kept.containsAll(differences);
    }

    /** Whether it was written and not deleted by us. */
    boolean include(GroupVersionResource resource, NamespacedName key) {
        return get(resource, key) != null;
    }

    /** Whether the watch has shown the object that was written. */
    boolean wereSeen(GroupVersionResource resource, NamespacedName key) {
        Write write = get(resource, key);
        return write != null && write.seen;
    }

    /** Whether it is news that the last write was undone, which counts once. */
    boolean undo(GroupVersionResource resource, NamespacedName key) {
        Write write = get(resource, key);
        if (write == null || write.undone) {
            return false;
        }
        write.undone = true;
        return true;
    }

    void remember(GroupVersionResource resource, Unstructured written, Unstructured before, Unstructured after) {
        writes.put(new Target(resource, written.key()), new Write(written, before, after));
    }

    void forget(GroupVersionResource resource, NamespacedName key) {
        writes.remove(new Target(resource, key));
    }

    private @Nullable Write get(GroupVersionResource resource, NamespacedName key) {
        return writes.get(new Target(resource, key));
    }
}
