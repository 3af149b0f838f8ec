package io.operatormetrics.kubernetes.apply;

import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.SampleResources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class ContestedObjectsTest {

    private static final NamespacedName ONE = new NamespacedName("ns", "one");

    /** Starts just before it overflows, as a clock that nobody sets may. */
    private long now = Long.MAX_VALUE - 1000;

    private final ContestedObjects contested = new ContestedObjects(() -> now);

    @ParameterizedTest(name = "undone at {0} s: paused for {1} s")
    @CsvSource(delimiter = '|', textBlock = """
            0                                      | 0
            0, 1, 2                                | 0
            0, 1, 2, 3                             | 60
            0, 20, 40, 60                          | 60
            0, 20, 40, 61                          | 0
            0, 20, 40, 61, 62                      | 60
            0, 720, 1440, 2160, 2880               | 0
            0, 1, 2, 3, 63                         | 120
            0, 1, 2, 3, 70, 200                    | 240
            0, 1, 2, 3, 70, 200, 500               | 480
            0, 1, 2, 3, 70, 200, 500, 1000         | 600
            0, 1, 2, 3, 70, 200, 500, 1000, 1700   | 600
            0, 1, 2, 3, 3662                       | 120
            0, 1, 2, 3, 3663                       | 0
            0, 1, 2, 3, 3663, 3664, 3665, 3666     | 60
            """)
    void pausesAtTheFourthWithinAMinuteAndLongerAtEachAfterThat(String seconds, long paused) {
        long start = now;
        Arrays.stream(seconds.split(",", -1))
                .mapToLong(second -> Long.parseLong(second.strip()))
                .forEach(second -> {
                    now = start + Duration.ofSeconds(second).toNanos();
                    contested.undone(GroupVersionResource.SERVICES, ONE, new ExternalChange.Deleted());
                });
        assertThat(pause()).isEqualTo(Duration.ofSeconds(paused));
    }

    @Test
    void leavesAloneAtOnceWhatAWebhookChanges() {
        contested.undone(GroupVersionResource.SERVICES, ONE, new ExternalChange.OnAdmission());
        assertThat(contested.pause(GroupVersionResource.SERVICES, ONE))
                .contains(new ContestedObjects.Pause(new ExternalChange.OnAdmission(), Duration.ofMinutes(1)));
    }

    @Test
    void endsAPauseByItself() {
        contest();
        now += Duration.ofSeconds(59).toNanos();
        assertThat(pause()).isEqualTo(Duration.ofSeconds(1));
        now += Duration.ofSeconds(1).toNanos();
        assertThat(pause()).isZero();
    }

    @Test
    void leavesTheOthersAsTheyAre() {
        contest();
        assertThat(contested.pause(SampleResources.SERVICE_MONITORS, ONE)).isEmpty();
        assertThat(contested.pause(GroupVersionResource.SERVICES, new NamespacedName("ns", "another")))
                .isEmpty();
    }

    @Test
    void saysHowItWasUndoneLast() {
        contest();
        now += Duration.ofSeconds(61).toNanos();
        ExternalChange changed = new ExternalChange.Changed(Optional.of("kubectl-edit"));
        contested.undone(GroupVersionResource.SERVICES, ONE, changed);
        assertThat(contested.pause(GroupVersionResource.SERVICES, ONE))
                .contains(new ContestedObjects.Pause(changed, Duration.ofMinutes(2)));
    }

    private void contest() {
        for (int i = 0; i < 4; i++) {
            contested.undone(GroupVersionResource.SERVICES, ONE, new ExternalChange.Deleted());
        }
    }

    private Duration pause() {
        return contested
                .pause(GroupVersionResource.SERVICES, ONE)
                .map(ContestedObjects.Pause::left)
                .orElse(Duration.ZERO);
    }
}
