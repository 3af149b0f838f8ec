package io.operatormetrics.kubernetes.loop;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class BackoffTest {
    private final Backoff backoff = new Backoff();

    @Test
    void doublesToTenSecondsWithUpToAQuarterLess() {
        for (long longest : new long[] {250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000}) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(longest * 3 / 4), Duration.ofMillis(longest));
        }
    }

    @Test
    void startsAnewAfterSuccess() {
        Stream.generate(backoff::next)
                .limit(10)
                .forEach(delay -> assertThat(delay).isPositive());
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void waitsForAsLongAsTheServerAsks() {
        assertThat(backoff.next(Duration.ofSeconds(20))).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(25));
        assertThat(backoff.next(Duration.ZERO)).isBetween(Duration.ofMillis(375), Duration.ofMillis(500));
    }
}
