package io.operatormetrics.kubernetes.apply;

import io.operatormetrics.kubernetes.client.Unstructured;

import java.util.function.Predicate;

/** Whose an object is, as its metadata tell. It never depends on what the object says otherwise: that may have been edited. */
sealed interface ObjectOwner {

    /** This installation of ours. */
    record Us() implements ObjectOwner {}

    /** This installation of ours, before a backup was restored that lost its managedFields. */
    record UsBeforeRestore() implements ObjectOwner {}

    /**
     * Another installation of ours.
     *
     * @param instance as {@link InstanceMetadata} has it
     */
    record OtherInstallation(String instance) implements ObjectOwner {}

    /**
     * Somebody else.
     *
     * @param manager who, as managedFields tell
     * @param namesUs whether managedFields name us too, so that what we stopped to apply there would be deleted
     */
    record Other(String manager, boolean namesUs) implements ObjectOwner {}

    /** What {@code kubectl apply} leaves: somebody keeps the object in a file, and compares. */
    String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    /**
     * Whose that object is.
     *
     * @param instance this installation
     * @param holdsOurKey whether it is a Secret with a pair that we issued or copied
     */
    static ObjectOwner of(Unstructured live, String instance, Predicate<Unstructured> holdsOurKey) {
        FieldManagers fieldManagers = FieldManagers.of(live);
        boolean wasOurs = fieldManagers.includeUs() || isMarked(live);
        // We never set one, and the Go operator always does.
        if (live.controller().isPresent()) {
            return new Other(fieldManagers.others(), fieldManagers.nameUs());
        }
        String mark = live.annotation(InstanceMetadata.ANNOTATION).orElse(instance);
        if (!mark.equals(instance)) {
            return wasOurs ? new OtherInstallation(mark) : new Other(fieldManagers.others(), false);
        }
        if (fieldManagers.includeUs()) {
            return new Us();
        }
        return holdsOurKey.test(live) || isRestored(live, fieldManagers)
                ? new UsBeforeRestore()
                : new Other(fieldManagers.others(), false);
    }

    private static boolean isRestored(Unstructured live, FieldManagers fieldManagers) {
        return isMarked(live)
                && live.annotation(InstanceMetadata.ANNOTATION).isPresent()
                && fieldManagers.otherApplier().isEmpty()
                && live.annotation(LAST_APPLIED).isEmpty();
    }

    private static boolean isMarked(Unstructured live) {
        return live.label(InstanceMetadata.MANAGED_BY)
                .filter(InstanceMetadata.OPERATOR::equals)
                .isPresent();
    }
}
