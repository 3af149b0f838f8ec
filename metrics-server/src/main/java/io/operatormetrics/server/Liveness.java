package io.operatormetrics.server;

import java.util.List;

/** Whether this process does what it is there for, or has to be started anew, as {@code /livez} says it. */
public sealed interface Liveness {

    /** It does, even if all that it needs is out of reach. */
    record Alive() implements Liveness {}

    /**
     * Only a new start helps.
     *
     * @param reasons one line each, without data
     */
    record Dead(List<String> reasons) implements Liveness {
        public Dead {
            reasons = List.copyOf(reasons);
        }
    }
}
