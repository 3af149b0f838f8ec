package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.HandClock;
import io.operatormetrics.operator.certificate.CaRotation.Announced;
import io.operatormetrics.operator.certificate.CaRotation.Reissued;
import io.operatormetrics.operator.certificate.CaRotation.Settled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

class CaRotationPlannerTest {

    private static final Duration OVERLAP = Duration.ofMinutes(10);
    private static final CaRotationPlanner CHANGE = new CaRotationPlanner(OVERLAP);
    private static final Instant NOW = HandClock.START;
    private static final X509Certificate A = TestPairs.authority("a").certificate();
    private static final X509Certificate B = TestPairs.authority("b").certificate();
    private static final X509Certificate C = TestPairs.authority("c").certificate();
    private static final Instant END = NOW.plus(OVERLAP);
    private static final Instant LATER = NOW.plusSeconds(1);
    private static final Instant BEFORE = NOW.minusSeconds(1);

    @ParameterizedTest
    @MethodSource("steps")
    void goesOnByWhatIsThereAndByTime(CaRotation before, List<X509Certificate> present, CaRotation after) {
        assertThat(CHANGE.next(before, present, NOW)).isEqualTo(after);
    }

    static Stream<Arguments> steps() {
        return Stream.of(
                argumentSet("nothing changed", settled(A), List.of(A), settled(A)),
                argumentSet("the same bundle in another order", settled(A, B), List.of(B, A), settled(A, B)),
                argumentSet("another CA", settled(A), List.of(B), announced(B, END, A)),
                argumentSet("one CA more, both given", settled(A), List.of(B, A), settled(B, A)),
                argumentSet("one CA fewer", settled(B, A), List.of(B), announced(B, END, A)),
                argumentSet("announced, not over", announced(B, LATER, A), List.of(B), announced(B, LATER, A)),
                argumentSet("announced, over, pairs to come", announced(B, NOW, A), List.of(B), announced(B, NOW, A)),
                argumentSet("reissued, not over", reissued(B, LATER, A), List.of(B), reissued(B, LATER, A)),
                argumentSet("reissued, over", reissued(B, NOW, A), List.of(B), settled(B)),
                argumentSet("reissued, long over", reissued(B, BEFORE, A), List.of(B), settled(B)),
                argumentSet("a third in the midst", announced(B, LATER, A), List.of(C), announced(C, END, B, A)),
                argumentSet("a third later", reissued(B, LATER, A), List.of(C), announced(C, END, B, A)),
                argumentSet("back again", announced(B, LATER, A), List.of(A), announced(A, END, B)));
    }

    @Test
    void doesAllAtOnceWithoutAnOverlap() {
        CaRotationPlanner atOnce = new CaRotationPlanner(Duration.ZERO);

        assertThat(atOnce.next(settled(A), List.of(B), NOW)).isEqualTo(settled(B));
        assertThat(atOnce.next(announced(B, LATER, A), List.of(C), NOW)).isEqualTo(settled(C));
        assertThat(atOnce.next(announced(B, LATER, A), List.of(B), NOW)).isEqualTo(settled(B));
        assertThat(atOnce.next(reissued(B, LATER, A), List.of(B), NOW)).isEqualTo(settled(B));
    }

    @ParameterizedTest
    @MethodSource("pairsInPlace")
    void waitsOnceMoreWhenNewPairsAreInPlace(CaRotation before, CaRotation after) {
        assertThat(CHANGE.inPlace(before, NOW)).isEqualTo(after);
    }

    static Stream<Arguments> pairsInPlace() {
        return Stream.of(
                argumentSet("no change", settled(A), settled(A)),
                argumentSet("still announced", announced(B, LATER, A), announced(B, LATER, A)),
                argumentSet("announced for long enough", announced(B, NOW, A), reissued(B, END, A)),
                argumentSet("announced long ago", announced(B, BEFORE, A), reissued(B, END, A)),
                argumentSet("already reissued", reissued(B, LATER, A), reissued(B, LATER, A)));
    }

    @ParameterizedTest
    @MethodSource("trust")
    void saysWhomToTrustAndWhosePairsStay(
            CaRotation state, List<X509Certificate> trusted, List<X509Certificate> issuers) {
        assertThat(state.trusted()).isEqualTo(trusted);
        assertThat(state.issuers(NOW)).isEqualTo(issuers);
    }

    static Stream<Arguments> trust() {
        return Stream.of(
                argumentSet("settled", settled(A), List.of(A), List.of(A)),
                argumentSet("announced", announced(B, LATER, A), List.of(B, A), List.of(B, A)),
                argumentSet("announced for long enough", announced(B, NOW, A), List.of(B, A), List.of(B)),
                argumentSet("reissued", reissued(B, LATER, A), List.of(B, A), List.of(B)));
    }

    @ParameterizedTest
    @MethodSource("records")
    void isShortenedByWhatSomebodyElseWroteAndNeverExtended(CaRotation mine, CaRotation theirs, CaRotation after) {
        assertThat(CHANGE.shortened(mine, theirs)).isEqualTo(after);
    }

    static Stream<Arguments> records() {
        return Stream.of(
                argumentSet("of another CA", announced(B, LATER, A), settled(C), announced(B, LATER, A)),
                argumentSet("a CA more", settled(B), announced(B, LATER, A), settled(B)),
                argumentSet("another CA", announced(B, LATER, A), announced(B, LATER, C), settled(B)),
                argumentSet("a later end", announced(B, NOW, A), announced(B, LATER, A), announced(B, NOW, A)),
                argumentSet("an earlier end", announced(B, LATER, A), announced(B, NOW, A), announced(B, NOW, A)),
                argumentSet("over", announced(B, LATER, A), settled(B), settled(B)),
                argumentSet("further", announced(B, LATER, A), reissued(B, LATER, A), reissued(B, LATER, A)),
                argumentSet("less far", reissued(B, NOW, A), announced(B, LATER, A), reissued(B, NOW, A)),
                argumentSet("reissued, a later end", reissued(B, NOW, A), reissued(B, LATER, A), reissued(B, NOW, A)));
    }

    @Test
    void dropsTheOldestOfVeryManyChanges() {
        CaRotation state = settled(A);
        for (int i = 0; i < 9; i++) {
            state = CHANGE.next(state, List.of(TestPairs.authority("next").certificate()), NOW);
        }

        assertThat(state.previous()).hasSize(4).doesNotContain(A);
    }

    @Test
    void endsOnAWholeSecondAndNeverEarly() {
        Instant uneven = NOW.plusMillis(1);

        assertThat(CHANGE.next(settled(A), List.of(B), uneven).deadline()).contains(END.plusSeconds(1));
    }

    private static CaRotation settled(X509Certificate... present) {
        return new Settled(List.of(present));
    }

    private static CaRotation announced(X509Certificate present, Instant until, X509Certificate... previous) {
        return new Announced(List.of(present), List.of(previous), until);
    }

    private static CaRotation reissued(X509Certificate present, Instant until, X509Certificate... previous) {
        return new Reissued(List.of(present), List.of(previous), until);
    }
}
