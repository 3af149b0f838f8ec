package io.operatormetrics.kubernetes.control;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class LeaderTermTest {

    private final List<Boolean> reported = new ArrayList<>();

    /** Near its end, after which nanoTime goes on at the other end of the numbers. */
    private long nanoTime = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    private final LeaderTerm term = new LeaderTerm(Duration.ofSeconds(10), () -> nanoTime, reported::add);

    private void pass(long seconds) {
        nanoTime += Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void runsFromARenewalToTheDeadline() {
        assertThat(term.isRunning()).isFalse();
        term.renewed(nanoTime);
        pass(9);
        assertThat(term.isRunning()).isTrue();
        pass(1);
        assertThat(term.isRunning()).isFalse();

        term.renewed(nanoTime);
        assertThat(term.isRunning()).isTrue();
    }

    @Test
    void countsFromWhenTheRenewalWasSentAndNotFromItsAnswer() {
        long sent = nanoTime;
        pass(9);
        term.renewed(sent);
        assertThat(term.isRunning()).isTrue();
        pass(1);
        assertThat(term.isRunning()).isFalse();
    }

    @Test
    void doesNotBeginByAnAnswerThatCameTooLate() {
        long sent = nanoTime;
        pass(10);
        term.renewed(sent);
        assertThat(term.isRunning()).isFalse();
        assertThat(reported).isEmpty();
    }

    @Test
    void reportsEachChangeOnce() {
        term.renewed(nanoTime);
        term.report();
        term.renewed(nanoTime);
        assertThat(reported).containsExactly(true);

        pass(10);
        term.report();
        term.report();
        assertThat(reported).containsExactly(true, false);

        term.end();
        assertThat(reported).containsExactly(true, false);
    }

    @Test
    void endsAtOnceWhenItIsAnothers() {
        term.renewed(nanoTime);
        term.end();
        assertThat(term.isRunning()).isFalse();
        assertThat(reported).containsExactly(true, false);
    }

    /** Callers that asked in between were answered that this replica does not lead; that it does must be reported. */
    @Test
    void reportsAGapThatARenewalCloses() {
        term.renewed(nanoTime);
        pass(12);
        assertThat(term.isRunning()).isFalse();

        term.renewed(nanoTime);

        assertThat(reported).containsExactly(true, false, true);
    }
}
