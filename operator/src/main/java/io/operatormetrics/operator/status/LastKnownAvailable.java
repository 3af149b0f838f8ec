package io.operatormetrics.operator.status;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What one status said of Available before a time began in which nobody can say whether it is, and during which it goes on saying so. For
 * one thread.
 */
public final class LastKnownAvailable {

    private final Set<ConditionState> written = new HashSet<>();
    private @Nullable ConditionState held;
    private boolean holding;

    /**
     * What is to be held.
     *
     * @param found the conditions in the cluster now
     * @return null where the status said nothing yet
     */
    @Nullable ConditionState before(List<ConditionState> found) {
        @Nullable ConditionState available = available(found);
        // What this process did not write is another leader's word, which counts for more than a memory.
        if (!holding || (available != null && !written.contains(available))) {
            held = available;
            written.clear();
            holding = true;
        }
        return held;
    }

    void wrote(ConditionState available) {
        written.add(available);
    }

    /** It can be said again. */
    void end() {
        holding = false;
        written.clear();
        held = null;
    }

    private static @Nullable ConditionState available(List<ConditionState> conditions) {
        return conditions.stream()
                .filter(one -> one.type().equals(Conditions.AVAILABLE))
                .findFirst()
                .orElse(null);
    }
}
