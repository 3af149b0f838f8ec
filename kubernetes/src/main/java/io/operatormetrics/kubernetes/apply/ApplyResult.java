package io.operatormetrics.kubernetes.apply;

import io.operatormetrics.kubernetes.client.ApiException;

import java.time.Duration;

/** What became of one object. */
public sealed interface ApplyResult {

    /** It is as wanted; nothing was changed. */
    record Unchanged() implements ApplyResult {}

    record Created() implements ApplyResult {}

    record Updated() implements ApplyResult {}

    record Deleted() implements ApplyResult {}

    /**
     * Its annotation says that it is to be left alone.
     *
     * @param serves whether it holds all that is wanted of it nevertheless
     */
    record Ignored(boolean serves) implements ApplyResult {}

    /**
     * It is somebody else's and was not touched.
     *
     * @param manager who writes it, as its managedFields tell
     * @param serves whether it holds all that is wanted of it nevertheless
     */
    record Foreign(String manager, boolean serves) implements ApplyResult {}

    /**
     * Another installation of ours made it, so it was not touched.
     *
     * @param instance its namespace and name, with a slash
     */
    record OtherInstallation(String instance) implements ApplyResult {}

    /**
     * Somebody undoes what we write, so it is left alone.
     *
     * @param pause for how long from now
     */
    record Contested(ExternalChange why, Duration pause) implements ApplyResult {}

    /**
     * It is not wanted any more, but was not deleted, since somebody else keeps it too.
     *
     * @param keeper who, or what says so
     */
    record KeptByAnother(String keeper) implements ApplyResult {}

    /** Its API is not served. */
    record NotServed() implements ApplyResult {}

    record NamespaceMissing() implements ApplyResult {}

    /** Nothing can be created in its namespace, which is being deleted. */
    record NamespaceTerminating() implements ApplyResult {}

    /** Permissions are missing for that verb. */
    record Forbidden(String verb) implements ApplyResult {}

    /**
     * The API server refuses it for a reason that does not pass by waiting, and is not asked again for a while.
     *
     * @param verb which was refused
     * @param pause for how long from now
     */
    record Refused(String verb, ApiException failure, Duration pause) implements ApplyResult {}

    /** Not known yet whether and how it exists, so nothing was done. */
    record Unseen() implements ApplyResult {}

    /** Anything else; to be tried again. */
    record Failed(ApiException failure) implements ApplyResult {}
}
