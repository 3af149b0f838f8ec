package io.operatormetrics.operator.monitor;

import io.operatormetrics.operator.kube.ApiFailure;
import io.operatormetrics.operator.render.Ownership;
import org.jspecify.annotations.Nullable;

/** Whether somebody asks for the objects. */
sealed interface Demand {

    /**
     * Somebody does.
     *
     * @param ownership of what is made for it
     * @param generation of the Monitor that asks; null where settings do
     */
    record Asked(Ownership ownership, @Nullable Long generation) implements Demand {}

    record NotAsked() implements Demand {}

    /** Nobody could say yet: everything stays as it is. */
    record Unclear() implements Demand {}

    /** The Monitor may not be read: everything stays as it is, until somebody gives us the right. */
    record Unreadable(ApiFailure failure) implements Demand {}
}
