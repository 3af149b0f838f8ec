package io.operatormetrics.tls;

import io.operatormetrics.tls.TlsMaterial.Loaded;
import io.operatormetrics.tls.TlsMaterial.Missing;
import io.operatormetrics.tls.TlsMaterial.Part;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A file that hangs: no file system at hand does so at will, so the reader stands for one. */
class FileReadsTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Path A = Path.of("a");
    private static final Path B = Path.of("b");

    private final CountDownLatch end = new CountDownLatch(1);
    private final List<List<Part>> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger begun = new AtomicInteger();
    private volatile boolean hangs;
    private final FileReads reads = new FileReads(List.of(A, B), this::read, received::add, LIMIT);

    @AfterEach
    void letGo() {
        end.countDown();
        reads.close();
    }

    private Part read(Path file) {
        if (file.equals(B) && hangs) {
            begun.incrementAndGet();
            boolean interrupted = true;
            while (interrupted) {
                try {
                    end.await();
                    interrupted = false;
                } catch (InterruptedException ignored) {
                    // As open(2) of a pipe.
                }
            }
        }
        return new Loaded(file.toString(), "text");
    }

    @Test
    void tellsWhatItHasReadBeforeItReturns() {
        reads.refresh();

        assertThat(received).containsExactly(List.of(new Loaded("a", "text"), new Loaded("b", "text")));
    }

    @Test
    void delaysNobodyAndSaysWhichFileHangs() {
        hangs = true;
        long start = System.nanoTime();
        reads.refresh();
        reads.refresh();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
        assertThat(received).isEmpty();

        await().untilAsserted(() -> {
            reads.refresh();
            assertThat(received)
                    .first()
                    .isEqualTo(List.of(
                            new Loaded("a", "text"),
                            new Missing(
                                    "b", "reading it has not ended for 1 seconds (expected: a regular file at hand)")));
        });
    }

    @Test
    void takesUpWhatIsThereLaterAlthoughTheThreadNeverComesBack() {
        hangs = true;
        reads.refresh();
        hangs = false;

        await().untilAsserted(() -> {
            reads.refresh();
            assertThat(received).last().isEqualTo(List.of(new Loaded("a", "text"), new Loaded("b", "text")));
        });
        int before = received.size();
        end.countDown();
        assertThat(received).hasSize(before);
    }

    @Test
    void wastesNoMoreThanFourThreads() {
        hangs = true;
        await().timeout(Duration.ofSeconds(20)).until(() -> {
            reads.refresh();
            return received.size() == 4;
        });
        reads.refresh();
        reads.refresh();

        assertThat(begun).hasValue(4);
    }
}
