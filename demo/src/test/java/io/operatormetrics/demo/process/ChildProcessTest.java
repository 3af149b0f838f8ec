package io.operatormetrics.demo.process;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class ChildProcessTest {

    @TempDir
    private Path folder;

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Test
    void tellsEachLineAndKeepsTheLog() {
        try (ChildProcess child = child("echo out; echo err >&2; exit 3")) {
            child.start(lines::add);

            assertThat(child.ended().join())
                    .isEqualTo("child ended with status 3; the last it said:%nout\nerr".formatted());
            assertThat(lines).containsExactly("out", "err");
            assertThat(child.log()).hasContent("out\nerr\n");
        }
    }

    @Test
    void endsItsChildrenToo() {
        ChildProcess child = child("sleep 600 & echo $!; wait");
        child.start(lines::add);
        await().until(() -> !lines.isEmpty());
        ProcessHandle grandchild =
                ProcessHandle.of(Long.parseLong(lines.getFirst())).orElseThrow();

        child.close();

        await().until(() -> !grandchild.isAlive());
        assertThat(child.ended())
                .succeedsWithin(Duration.ofSeconds(20))
                .asString()
                .startsWith("child ended with status ");
    }

    @Test
    void isNotStartedOnceClosed() {
        ChildProcess child = child("echo started");
        child.close();

        assertThatExceptionOfType(DemoFailure.class).isThrownBy(() -> child.start(lines::add));
    }

    @Test
    void saysWhichProgramIsNotThere() {
        ChildProcess child = new ChildProcess("child", List.of("/no/such/program"), Map.of(), folder);

        assertThatExceptionOfType(DemoFailure.class)
                .isThrownBy(() -> child.start(lines::add))
                .withMessageStartingWith("cannot start child: ")
                .withMessageContaining("/no/such/program");
    }

    private ChildProcess child(String script) {
        return new ChildProcess("child", List.of("/bin/sh", "-c", script), Map.of(), folder);
    }
}
