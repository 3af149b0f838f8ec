package io.operatormetrics.operator.kube;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/**
 * How a watch is doing.
 *
 * @param synced whether a whole list was received since the start, so that what was told is not a part only
 * @param problem why the watch is not connected; null while it is, and before the first attempt ended
 * @param heard when the API server last sent something: a list, an event, a bookmark
 */
public record WatchState(
        boolean synced,
        @Nullable ApiFailure problem,
        @Nullable Instant heard) {

    static final WatchState STARTING = new WatchState(false, null, null);

    /** Synced, and connected now. */
    public boolean up() {
        return synced && problem == null;
    }

    /** Whether the API server refuses the watch for want of rights. */
    public boolean forbidden() {
        return problem != null && problem.kind() == ApiFailure.Kind.FORBIDDEN;
    }

    /** Whether waiting is of no use: the API server refuses us, or we refuse what it sends. */
    public boolean refused() {
        return forbidden() || (problem != null && problem.kind() == ApiFailure.Kind.UNWANTED_DATA);
    }

    /** Whether what is watched was not there at the last attempt. */
    public boolean notFound() {
        return problem != null && problem.kind() == ApiFailure.Kind.NOT_FOUND;
    }

    public Optional<Instant> lastHeard() {
        return Optional.ofNullable(heard);
    }

    WatchState afterHearing(Instant now) {
        return new WatchState(synced, problem, now);
    }

    WatchState afterList() {
        return new WatchState(true, problem, heard);
    }

    WatchState afterConnecting() {
        return new WatchState(synced, null, heard);
    }

    WatchState afterFailing(ApiFailure failure) {
        return new WatchState(synced, failure, heard);
    }
}
