package io.operatormetrics.operator.status;

/** What a {@link Finding} means for what was asked for, mildest first. */
public enum Severity {
    /** All works; somebody should look before it no longer does. */
    WARNING,
    /** Something is still to come, and will be picked up when it does. */
    WAITING,
    /** Something does not work until a person changes something. */
    DEGRADED
}
