package io.operatormetrics.operator.kube;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.function.Consumer;

/** Keeps the state of one watch, and tells and logs it once per change. Written by the watch's thread only. */
final class WatchHealth {
    private static final Logger log = LoggerFactory.getLogger(ResourceWatch.class);

    private final Selection<?> selection;
    private final Clock clock;
    private final Consumer<WatchState> onChange;
    private volatile WatchState state = WatchState.STARTING;

    WatchHealth(Selection<?> selection, Clock clock, Consumer<WatchState> onChange) {
        this.selection = selection;
        this.clock = clock;
        this.onChange = onChange;
    }

    WatchState state() {
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
            log.info("{}: watching again", selection);
            changed(state.afterConnecting());
        }
    }

    void failed(ApiFailure failure) {
        ApiFailure before = state.problem();
        if (before != null && before.kind() == failure.kind()) {
            log.debug("{}: still cannot watch: {}", selection, failure.message());
            state = state.afterFailing(failure);
            return;
        }
        log.warn("{}: cannot watch: {}; will retry", selection, failure.message());
        changed(state.afterFailing(failure));
    }

    private void changed(WatchState next) {
        state = next;
        onChange.accept(next);
    }
}
