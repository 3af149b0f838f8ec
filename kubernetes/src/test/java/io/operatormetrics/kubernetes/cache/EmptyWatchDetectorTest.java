package io.operatormetrics.kubernetes.cache;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class EmptyWatchDetectorTest {

    private long now;
    private final EmptyWatchDetector watches =
            new EmptyWatchDetector(() -> now, Duration.ofSeconds(90), Duration.ofSeconds(60));

    @Test
    void haveAListMadeAMinuteAfterTheLastOnceThereAreThree() {
        watches.listing();
        assertThat(end(1)).isEmpty();
        assertThat(end(1)).isEmpty();
        assertThat(end(1)).hasValue(Duration.ofSeconds(57));
        assertThat(watches.isListingInstead()).isTrue();
        pass(57);
        watches.listing();
        assertThat(end(1)).hasValue(Duration.ofSeconds(59));
    }

    @Test
    void haveAListMadeAtOnceWhereTheLastIsOld() {
        watches.listing();
        pass(60);
        end(0);
        end(0);
        assertThat(end(0)).hasValue(Duration.ZERO);
    }

    @Test
    void haveAListMadeOnceNothingWasReadForTooLong() {
        watches.listing();
        assertThat(end(50)).isEmpty();
        assertThat(end(50)).hasValue(Duration.ZERO);
        watches.listing();
        assertThat(watches.isListingInstead()).isFalse();
    }

    /** As those of servers that send no bookmarks. */
    @Test
    void areForgottenOnceOneLasts() {
        watches.listing();
        end(1);
        end(1);
        assertThat(end(5)).isEmpty();
        assertThat(end(1)).isEmpty();
        assertThat(end(1)).isEmpty();
        assertThat(end(1)).isPresent();
    }

    @Test
    void areForgottenOnceOneBringsSomething() {
        watches.listing();
        end(1);
        end(1);
        end(1);
        watches.begun();
        assertThat(watches.heard()).isTrue();
        assertThat(watches.heard()).isFalse();
        assertThat(watches.ended()).isEmpty();
        assertThat(end(1)).isEmpty();
        assertThat(end(1)).isEmpty();
        assertThat(end(1)).isPresent();
    }

    private Optional<Duration> end(int afterSeconds) {
        watches.begun();
        pass(afterSeconds);
        return watches.ended();
    }

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }
}
