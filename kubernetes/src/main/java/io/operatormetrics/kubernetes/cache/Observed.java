package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.client.ApiException;

/** What is known of one object of the API server. */
public sealed interface Observed<T> {

    /** The first answer is still to come. */
    record Pending<T>() implements Observed<T> {}

    record Absent<T>() implements Observed<T> {}

    /** It may not be read, or could not be read even once. */
    record Unreadable<T>(ApiException failure) implements Observed<T> {}

    record Present<T>(T object) implements Observed<T> {}
}
