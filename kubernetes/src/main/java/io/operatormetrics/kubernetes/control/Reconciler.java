package io.operatormetrics.kubernetes.control;

/** Brings what is to where it should be. Called by one thread at a time. */
@FunctionalInterface
public interface Reconciler {

    /** Looks at everything and does what is missing; finding nothing to do is the usual case. An exception counts as unfinished. */
    ReconcileOutcome reconcile() throws InterruptedException;
}
