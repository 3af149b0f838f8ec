package io.operatormetrics.operator.apply;

import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.InstanceMark;

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
     * @param instance as {@link InstanceMark} has it
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
    static ObjectOwner of(ApiObject live, String instance, Predicate<ApiObject> holdsOurKey) {
        Managers managers = Managers.of(live);
        boolean wasOurs = managers.includeUs() || isMarked(live);
        // We never set one, and the Go operator always does.
        if (live.controller().isPresent()) {
            return new Other(managers.others(), managers.nameUs());
        }
        String mark = live.annotation(InstanceMark.ANNOTATION).orElse(instance);
        if (!mark.equals(instance)) {
            return wasOurs ? new OtherInstallation(mark) : new Other(managers.others(), false);
        }
        if (managers.includeUs()) {
            return new Us();
        }
        return holdsOurKey.test(live) || isRestored(live, managers)
                ? new UsBeforeRestore()
                : new Other(managers.others(), false);
    }

    private static boolean isRestored(ApiObject live, Managers managers) {
        return isMarked(live)
                && live.annotation(InstanceMark.ANNOTATION).isPresent()
                && managers.otherApplier().isEmpty()
                && live.annotation(LAST_APPLIED).isEmpty();
    }

    private static boolean isMarked(ApiObject live) {
        return live.label(InstanceMark.MANAGED_BY)
                .filter(InstanceMark.OPERATOR::equals)
                .isPresent();
    }
}
