package io.operatormetrics.demo.process;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CleanupTest {

    private final List<String> closed = new ArrayList<>();
    private final Cleanup cleanup = new Cleanup();

    @Test
    void closesLastFirstAndOnce() {
        cleanup.add(() -> closed.add("folder"));
        cleanup.add(() -> closed.add("server"));
        cleanup.add(() -> closed.add("operator"));

        cleanup.close();
        cleanup.close();

        assertThat(closed).containsExactly("operator", "server", "folder");
    }

    @Test
    void closesTheOthersWhenOneCannotBeClosed() {
        cleanup.add(() -> closed.add("folder"));
        cleanup.add(() -> {
            throw new IOException("on purpose");
        });

        cleanup.close();

        assertThat(closed).containsExactly("folder");
    }

    @Test
    void takesNothingMoreOnceClosed() {
        cleanup.close();

        assertThatExceptionOfType(DemoFailure.class).isThrownBy(() -> cleanup.add(() -> closed.add("late")));
    }
}
