package io.operatormetrics.kubernetes.apply;

import java.util.Optional;

/** How somebody undoes what we write. */
public sealed interface ExternalChange {

    record Deleted() implements ExternalChange {}

    /**
     * A field has another value, or none.
     *
     * @param manager who owns the field now, where managedFields tell
     */
    record Changed(Optional<String> manager) implements ExternalChange {}

    /** An admission webhook or policy changed what we wrote while we wrote it. */
    record OnAdmission() implements ExternalChange {}
}
