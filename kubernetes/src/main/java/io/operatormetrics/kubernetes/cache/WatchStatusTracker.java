package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.function.Consumer;

/** Keeps the state of one watch, and tells and logs it once per change. Written by the watch's thread only. */
final class WatchStatusTracker {
    private static final Logger log = LoggerFactory.getLogger(Reflector.class);

    private final ResourceQuery<?> resourceQuery;
    private final Clock clock;
    private final Consumer<WatchStatus> onChange;
    private volatile WatchStatus state = WatchStatus.STARTING;

    WatchStatusTracker(ResourceQuery<?> resourceQuery, Clock clock, Consumer<WatchStatus> onChange) {
        this.resourceQuery = resourceQuery;
        this.clock = clock;
        this.onChange = onChange;
    }

    WatchStatus state() {
        return state;
    }

    /** The API server sent something. */
    void heard() {
        state = state.afterHearing(clock.instant());
    }

    /** A whole list was received. */
    void listed() {
        if (!state.synced()) {
            changed(state.afterList());
        }
    }

    /** A watch was answered, which says nothing yet of what it is to tell. */
    void connected() {
        if (state.problem() != null) {
            log.info("{}: watching again", resourceQuery);
            changed(state.afterConnecting());
        }
    }

    void failed(ApiException failure) {
        ApiException before = state.problem();
        if (before != null && before.kind() == failure.kind()) {
            log.debug("{}: still cannot watch: {}", resourceQuery, failure.message());
            state = state.afterFailing(failure);
            return;
        }
        log.warn("{}: cannot watch: {}; will retry", resourceQuery, failure.message());
        changed(state.afterFailing(failure));
    }

    private void changed(WatchStatus next) {
        state = next;
        onChange.accept(next);
    }
}
