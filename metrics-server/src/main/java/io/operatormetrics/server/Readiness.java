package io.operatormetrics.server;

import java.util.List;

/** Whether this process should get traffic, as {@code /readyz} says it. */
public sealed interface Readiness {

    record Ready() implements Readiness {}

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
