package io.operatormetrics.operator.kube;

import java.util.Optional;

/**
 * An object whose JSON is not what its kind says. It costs itself alone.
 *
 * @param key where it has no name, its place instead: {@code (item 3)}, which no object is called
 */
record UnreadableObject(ObjectKey key, ApiFailure why) {

    /**
     * @param place for people, for instance {@code item 3 of the list}
     * @param member where in the object, for instance {@code /status/conditions}
     */
    static UnreadableObject of(Optional<ObjectKey> key, String place, String member) {
        ApiFailure why =
                ApiFailure.unreadableObject(place + " is unreadable" + (member.isEmpty() ? "" : " at " + member));
        return new UnreadableObject(key.orElse(new ObjectKey("", "(" + place + ")")), why);
    }

    /** Whether this stands for an object without a name. */
    static boolean isPlace(ObjectKey key) {
        return key.name().startsWith("(");
    }
}
