package io.operatormetrics.kubernetes.control;

import io.operatormetrics.kubernetes.client.Unstructured;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class ObservedLeaseTest {

    /** Each observation of the Lease as {@code second:holder:renewed}; it lasts 15 s. */
    @ParameterizedTest(name = "{0}: held: {1}")
    @CsvSource({
        "0:other:a, true",
        "0:other:a 14:other:a, true",
        "0:other:a 15:other:a, false",
        "0:other:a 15:other:a 16:other:b, true",
        "0:other:a 10:other:b 20:other:b, true",
        "0:other:a 10:other:b 25:other:b, false",
        "0:other:a 10::a, false",
        "0:other:a 15:other:a 16:third:a, true"
    })
    void isHeldUntilItWasNotRenewedForAsLongAsItLasts(String observations, boolean held) {
        ObservedLease lease = new ObservedLease();
        boolean last = false;
        for (String observation : observations.split(" ", -1)) {
            String[] parts = observation.split(":", 3);
            last = lease.isHeld(
                    Unstructured.of(Map.of(
                            "spec",
                            Map.of("holderIdentity", parts[1], "renewTime", parts[2], "leaseDurationSeconds", 15))),
                    Long.MAX_VALUE
                            - 100
                            + Duration.ofSeconds(Long.parseLong(parts[0])).toNanos());
        }
        assertThat(last).isEqualTo(held);
    }
}
