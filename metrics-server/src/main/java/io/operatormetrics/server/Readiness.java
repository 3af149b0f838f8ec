package io.operatormetrics.server;

import java.util.List;

/** Whether this process should get traffic, as {@code /readyz} says it. */
public sealed interface Readiness {

    /**
     * It should.
     *
     * @param notes for people who ask all the same, one line each, without data
     */
    record Ready(List<String> notes) implements Readiness {
        public Ready {
            notes = List.copyOf(notes);
        }

        /** There is nothing to note. */
        public Ready() {
            this(List.of());
        }
    }

    /**
     * Something expected is missing.
     *
     * @param reasons one line each, without data
     */
    record NotReady(List<String> reasons) implements Readiness {
        public NotReady {
            reasons = List.copyOf(reasons);
        }
    }
}
