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
        "90>60, 1",
        "90>60 85>60 90>60, 1",
        "90>60 91>60, 2",
        "90>60 91>80 100>80 121>80, 3"
    })
    void isCollectedBeforeItIsHalfAsLargeAgain(String looks, int expected) {
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
