package io.operatormetrics.operator.kube;

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
        ApiFailure busy =
                ApiFailure.ofAnswer(ApiFailure.Kind.OVERLOADED, 429, "too many requests", Duration.ofSeconds(20));
        assertThat(backoff.next(busy)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(25));
        assertThat(backoff.next(ApiFailure.ofCode(429, "too many requests")))
                .isBetween(Duration.ofMillis(375), Duration.ofMillis(500));
    }
}
