package io.operatormetrics.operator.status;

/** What a {@link Finding} means for what was asked for, mildest first. */
public enum Severity {
    /** All works; somebody should look before it no longer does. */
    WARNING,
    /** Nothing is missing, and it is too early to say whether it works: Progressing, and Available stays what it was. */
    UNPROVEN,
    /** Something is still to come, and will be picked up when it does. */
    WAITING,
    /** Everything that is ours to do is done, and it does not work: not Available. */
    UNAVAILABLE,
    /** Something does not work until a person changes something. */
    DEGRADED
}
