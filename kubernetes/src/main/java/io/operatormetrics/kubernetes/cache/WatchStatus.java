package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.client.ApiException;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/**
 * How a watch is doing.
 *
 * @param synced whether a whole list was received since the start, so that what was reported is complete
 * @param problem why the watch is not connected; null while it is, and before the first attempt ended
 * @param heard when the API server last sent something: a list, an event, a bookmark
 */
public record WatchStatus(
        boolean synced,
        @Nullable ApiException problem,
        @Nullable Instant heard) {

    static final WatchStatus STARTING = new WatchStatus(false, null, null);

    /** Synced, and connected now. */
    public boolean up() {
        return synced && problem == null;
    }

    /** Whether the API server refuses the watch for want of permissions. */
    public boolean forbidden() {
        return problem != null && problem.kind() == ApiException.Kind.FORBIDDEN;
    }

    /** Whether waiting is of no use: the API server refuses us, or we refuse what it sends. */
    public boolean refused() {
        return forbidden() || (problem != null && problem.kind() == ApiException.Kind.UNWANTED_DATA);
    }

    /** Whether what is watched was not there at the last attempt. */
    public boolean notFound() {
        return problem != null && problem.kind() == ApiException.Kind.NOT_FOUND;
    }

    public Optional<Instant> lastHeard() {
        return Optional.ofNullable(heard);
    }

    WatchStatus afterHearing(Instant now) {
        return new WatchStatus(synced, problem, now);
    }

    WatchStatus afterList() {
        return new WatchStatus(true, problem, heard);
    }

    WatchStatus afterConnecting() {
        return new WatchStatus(synced, null, heard);
    }

    WatchStatus afterFailing(ApiException failure) {
        return new WatchStatus(synced, failure, heard);
    }
}
