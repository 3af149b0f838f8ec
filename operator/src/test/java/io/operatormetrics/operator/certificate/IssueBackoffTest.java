package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.HandClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class IssueBackoffTest {

    @Test
    void doublesFromAMinuteToAnHour() {
        List<Long> minutes = new ArrayList<>();
        IssueBackoff issueBackoff = IssueBackoff.first(HandClock.START);
        for (int i = 0; i < 9; i++) {
            minutes.add(
                    Duration.between(issueBackoff.since(), issueBackoff.until()).toMinutes());
            issueBackoff = issueBackoff.again(issueBackoff.until());
        }

        assertThat(minutes).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @ParameterizedTest(name = "a life of {0} minutes gives {1} minutes")
    @CsvSource({"1, 1", "9, 1", "30, 3", "60, 6", "600, 60", "1000000, 60"})
    void isNoLongerThanATenthOfAPairsLife(int life, int minutes) {
        IssueBackoff issueBackoff = IssueBackoff.first(HandClock.START).within(Duration.ofMinutes(life));
        for (int i = 0; i < 9; i++) {
            issueBackoff = issueBackoff.again(issueBackoff.until());
        }

        assertThat(Duration.between(issueBackoff.since(), issueBackoff.until())).isEqualTo(Duration.ofMinutes(minutes));
    }

    @Test
    void isOverAtItsEndAndNotBefore() {
        IssueBackoff issueBackoff = IssueBackoff.first(HandClock.START);

        assertThat(issueBackoff.isOver(issueBackoff.until().minusMillis(1))).isFalse();
        assertThat(issueBackoff.isOver(issueBackoff.until())).isTrue();
    }
}
