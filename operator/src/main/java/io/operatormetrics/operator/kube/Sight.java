package io.operatormetrics.operator.kube;

/** What is known of one object of the API server. */
public sealed interface Sight<T> {

    /** The first answer is still to come. */
    record Unknown<T>() implements Sight<T> {}

    record NotFound<T>() implements Sight<T> {}

    /** It may not be read, or could not be read even once. */
    record Unreadable<T>(ApiFailure failure) implements Sight<T> {}

    record Found<T>(T object) implements Sight<T> {}
}
