package io.operatormetrics.kubernetes.client;

import java.util.Optional;

/**
 * An object whose JSON is not what its kind says. It costs itself alone.
 *
 * @param key where it has no name, its place instead: {@code (item 3)}, which no object is called
 */
public record UnreadableObject(NamespacedName key, ApiException why) {

    /**
     * One that could not be read.
     *
     * @param place for people, for instance {@code item 3 of the list}
     * @param member where in the object, for instance {@code /status/conditions}
     */
    public static UnreadableObject of(Optional<NamespacedName> key, String place, String member) {
        ApiException why =
                ApiException.unreadableObject(place + " is unreadable" + (member.isEmpty() ? "" : " at " + member));
        return new UnreadableObject(key.orElse(new NamespacedName("", "(" + place + ")")), why);
    }

    /** Whether this stands for an object without a name. */
    public static boolean isPlace(NamespacedName key) {
        return key.name().startsWith("(");
    }
}
