package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.loop.Backoff;

import java.time.Duration;

/**
 * How long a watch waits for what.
 *
 * @param answer until one begins, and for each further piece of a list
 * @param list from the first page to the last; API servers forget the version that pages belong to after as long
 * @param silence until it is taken that nothing comes any more. API servers send a bookmark a minute
 * @param betweenLists where watches bring nothing
 */
record WatchTiming(Backoff backoff, Duration answer, Duration list, Duration silence, Duration betweenLists) {

    static WatchTiming usual() {
        return new WatchTiming(
                new Backoff(),
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                Duration.ofSeconds(90),
                Duration.ofMinutes(1));
    }

    WatchTiming with(Backoff other) {
        return new WatchTiming(other, answer, list, silence, betweenLists);
    }
}
