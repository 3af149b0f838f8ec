package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.Unstructured;

/** What is known of one object of the API server. */
public sealed interface Observed<T> {

    /** The first answer is still to come. */
    record Pending<T>() implements Observed<T> {}

    record Absent<T>() implements Observed<T> {}

    /** It may not be read, or could not be read even once. */
    record Unreadable<T>(ApiException failure) implements Observed<T> {}

    record Present<T>(T object) implements Observed<T> {}

    /** The object cut down to a record; unreadable where its fields are of other types. */
    static <T> Observed<T> as(Class<T> type, Observed<Unstructured> observed) {
        return switch (observed) {
            case Pending<Unstructured> _ -> new Pending<>();
            case Absent<Unstructured> _ -> new Absent<>();
            case Unreadable<Unstructured>(ApiException failure) -> new Unreadable<>(failure);
            case Present<Unstructured>(Unstructured found) -> {
                try {
                    yield new Present<>(found.as(type));
                } catch (ApiException failure) {
                    yield new Unreadable<>(failure);
                }
            }
        };
    }
}
