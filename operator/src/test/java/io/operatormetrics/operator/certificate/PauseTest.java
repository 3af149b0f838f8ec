package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.HandClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class PauseTest {

    @Test
    void doublesFromAMinuteToAnHour() {
        List<Long> minutes = new ArrayList<>();
        Pause pause = Pause.first(HandClock.START);
        for (int i = 0; i < 9; i++) {
            minutes.add(Duration.between(pause.since(), pause.until()).toMinutes());
            pause = pause.again(pause.until());
        }

        assertThat(minutes).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @ParameterizedTest(name = "a life of {0} minutes gives {1} minutes")
    @CsvSource({"1, 1", "9, 1", "30, 3", "60, 6", "600, 60", "1000000, 60"})
    void isNoLongerThanATenthOfAPairsLife(int life, int minutes) {
        Pause pause = Pause.first(HandClock.START).within(Duration.ofMinutes(life));
        for (int i = 0; i < 9; i++) {
            pause = pause.again(pause.until());
        }

        assertThat(Duration.between(pause.since(), pause.until())).isEqualTo(Duration.ofMinutes(minutes));
    }

    @Test
    void isOverAtItsEndAndNotBefore() {
        Pause pause = Pause.first(HandClock.START);

        assertThat(pause.isOver(pause.until().minusMillis(1))).isFalse();
        assertThat(pause.isOver(pause.until())).isTrue();
    }
}
