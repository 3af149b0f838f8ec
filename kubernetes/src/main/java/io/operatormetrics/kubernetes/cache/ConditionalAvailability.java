package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;

import java.util.function.Consumer;

/** Whether objects of one API are to be read, where that depends on more than the API being served. */
public interface ConditionalAvailability extends AutoCloseable {

    /** Starts to find out; returns at once. */
    void start();

    /** Calls the listener now, and at each change, by one thread at a time. */
    void follow(Consumer<ApiAvailability> listener);

    /** Whether that is decided, or cannot be as long as the API server refuses to answer. */
    boolean isAnswered();

    @Override
    void close();
}
