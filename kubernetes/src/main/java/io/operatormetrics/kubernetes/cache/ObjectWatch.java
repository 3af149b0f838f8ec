package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.client.GroupVersionResource;

import java.util.Optional;

/** Follows a selection of objects wherever their API is served. {@code toString} names the selection for people. */
public interface ObjectWatch extends AutoCloseable {

    /** Starts to find out; returns at once. */
    void start();

    /** Of which kind they are. */
    GroupVersionResource resource();

    /** How the watch is doing; empty as long as the API is not served or its objects are not read, or that is not known yet. */
    Optional<WatchStatus> state();

    @Override
    void close();
}
