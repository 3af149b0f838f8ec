package io.operatormetrics.operator;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class OldGenerationTest {
    private static final long MIB = 1 << 20;

    private long used;
    private int collections;

    /** Each look as {@code used>alive}: MiB before it, and what a collection then would leave. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "10>5, 0",
        "17>5, 1",
        "17>5 20>5 22>5, 2",
        "90>80, 1",
        "90>80 99>80 100>80, 1",
        "90>80 101>80, 2",
        "90>80 101>100 110>100 126>100, 3"
    })
    void isCollectedBeforeItIsAQuarterLarger(String looks, int expected) {
        long[] alive = new long[1];
        OldGeneration old = new OldGeneration(() -> used, () -> {
            used = alive[0];
            collections++;
        });
        for (String look : looks.split(" ", -1)) {
            String[] parts = look.split(">", 2);
            used = Long.parseLong(parts[0]) * MIB;
            alive[0] = Long.parseLong(parts[1]) * MIB;
            old.look();
        }
        assertThat(collections).isEqualTo(expected);
    }
}
