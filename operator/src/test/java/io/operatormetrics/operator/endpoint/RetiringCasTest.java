package io.operatormetrics.operator.endpoint;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import io.operatormetrics.operator.state.CaOverlap;
import io.operatormetrics.operator.state.CaRevocation;
import io.operatormetrics.operator.state.CaRotationSecret;
import io.operatormetrics.operator.state.CaRotationSecret.Phase;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.x509.Certificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class RetiringCasTest {

    private static final Instant T0 = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(10);
    private static final X509Certificate A = ca("a");
    private static final X509Certificate B = ca("b");
    private static final X509Certificate C = ca("c");
    private static final ClientTrust.SeenRecord NO_RECORD = believed(new Observed.Absent<>());

    private long nanoTime = Long.MAX_VALUE - STEP.toNanos();
    private final RetiringCas previous = of(STEP);

    @Test
    void trustsNobodyBesidesTheFirst() {
        previous.observe(List.of(A), NO_RECORD, CaRevocation.NONE, T0);

        assertThat(previous.trusted()).isEmpty();
        assertThat(previous.untilNextEnd(T0)).isEmpty();
    }

    @Test
    void trustsThePreviousOneBeforeTheLeaderWroteAnything() {
        previous.observe(List.of(A), settled(A), CaRevocation.NONE, T0);

        previous.observe(List.of(B), settled(A), CaRevocation.NONE, T0.plusSeconds(1));

        assertThat(previous.trusted()).containsExactly(A);
    }

    @Test
    void dropsItAfterBothWaitsThoughNobodyLeads() {
        Instant noticed = T0.plusSeconds(1);
        Instant end = noticed.plus(STEP).plus(STEP);
        previous.observe(List.of(A), settled(A), CaRevocation.NONE, T0);
        previous.observe(List.of(B), settled(A), CaRevocation.NONE, noticed);

        assertThat(previous.untilNextEnd(noticed)).contains(STEP.plus(STEP));
        previous.observe(List.of(B), settled(A), CaRevocation.NONE, end.minusMillis(1));
        assertThat(previous.trusted()).containsExactly(A);
        previous.observe(List.of(B), settled(A), CaRevocation.NONE, end);
        assertThat(previous.trusted()).isEmpty();
        previous.observe(List.of(B), announced(B, end.plus(STEP), A), CaRevocation.NONE, end.plusSeconds(1));
        assertThat(previous.trusted()).as("nothing brings it back").isEmpty();
    }

    @Test
    void dropsItWhenTheLeaderSaysSo() {
        previous.observe(List.of(A), settled(A), CaRevocation.NONE, T0);
        previous.observe(List.of(B), announced(B, T0.plus(STEP), A), CaRevocation.NONE, T0);
        assertThat(previous.trusted()).containsExactly(A);
        previous.observe(List.of(B), reissued(B, T0.plusSeconds(660), A), CaRevocation.NONE, T0.plusSeconds(60));
        assertThat(previous.untilNextEnd(T0)).contains(Duration.ofMinutes(11));

        previous.observe(List.of(B), settled(B), CaRevocation.NONE, T0.plusSeconds(70));

        assertThat(previous.trusted()).isEmpty();
    }

    @Test
    void goesOnAfterARestartInTheMidst() {
        previous.observe(List.of(B), announced(B, T0.plusSeconds(5), A), CaRevocation.NONE, T0);

        assertThat(previous.trusted()).containsExactly(A);
        assertThat(previous.untilNextEnd(T0)).as("this step's end and one step").contains(STEP.plusSeconds(5));
    }

    @Test
    void goesOnAfterARestartBeforeTheLeaderNoticed() {
        previous.observe(List.of(B), settled(A), CaRevocation.NONE, T0);

        assertThat(previous.trusted()).containsExactly(A);
        assertThat(previous.untilNextEnd(T0)).contains(STEP.plus(STEP));
    }

    @Test
    void addsNothingFromARecordThatIsNotBesideTheCa() {
        ClientTrust.SeenRecord elsewhere =
                new ClientTrust.SeenRecord(announced(B, T0.plusSeconds(5), A).observed(), false);
        previous.observe(List.of(B), elsewhere, CaRevocation.NONE, T0);
        assertThat(previous.trusted()).isEmpty();

        previous.observe(List.of(B), announced(B, T0.plusSeconds(5), A), CaRevocation.NONE, T0.plusSeconds(1));
        assertThat(previous.trusted()).as("nor later").isEmpty();
    }

    @Test
    void letsARecordThatIsNotBesideTheCaShortenTrust() {
        previous.observe(List.of(A), new ClientTrust.SeenRecord(settled(A).observed(), false), CaRevocation.NONE, T0);
        previous.observe(
                List.of(B),
                new ClientTrust.SeenRecord(settled(A).observed(), false),
                CaRevocation.NONE,
                T0.plusSeconds(1));
        assertThat(previous.trusted()).containsExactly(A);

        previous.observe(
                List.of(B),
                new ClientTrust.SeenRecord(settled(B).observed(), false),
                CaRevocation.NONE,
                T0.plusSeconds(2));
        assertThat(previous.trusted()).isEmpty();
    }

    @Test
    void believesNoRecordThatEndedLongAgo() {
        previous.observe(List.of(B), reissued(B, T0.minusSeconds(1), A), CaRevocation.NONE, T0);

        assertThat(previous.trusted()).isEmpty();
    }

    @Test
    void letsNobodyInBecauseSomebodyWroteTheRecord() {
        previous.observe(List.of(A), settled(A), CaRevocation.NONE, T0);

        previous.observe(List.of(A), announced(A, T0.plus(STEP), C), CaRevocation.NONE, T0.plusSeconds(1));
        previous.observe(List.of(A), settled(C), CaRevocation.NONE, T0.plusSeconds(2));

        assertThat(previous.trusted()).isEmpty();
    }

    @Test
    void readsTheRecordOnceItCanBeRead() {
        previous.observe(List.of(B), unreadable(), CaRevocation.NONE, T0);
        assertThat(previous.trusted()).isEmpty();

        previous.observe(List.of(B), announced(B, T0.plus(STEP), A), CaRevocation.NONE, T0.plusSeconds(1));

        assertThat(previous.trusted()).containsExactly(A);
    }

    @Test
    void countsFromWhenItNoticedAndNotFromWhenItReadTheRecord() {
        previous.observe(List.of(A), unreadable(), CaRevocation.NONE, T0);
        previous.observe(List.of(B), unreadable(), CaRevocation.NONE, T0);

        previous.observe(List.of(B), settled(A), CaRevocation.NONE, T0.plusSeconds(300));

        assertThat(previous.untilNextEnd(T0)).contains(STEP.plus(STEP));
    }

    @Test
    void staysWithWhatItSawWhenTheRecordIsDamagedOrGone() {
        previous.observe(List.of(A), settled(A), CaRevocation.NONE, T0);
        previous.observe(List.of(B), record("Announced", B, "garbage", "soon"), CaRevocation.NONE, T0.plusSeconds(1));
        assertThat(previous.trusted()).containsExactly(A);

        previous.observe(List.of(B), NO_RECORD, CaRevocation.NONE, T0.plusSeconds(2));
        assertThat(previous.trusted()).containsExactly(A);
    }

    @Test
    void trustsItNoLongerBecauseTheClockWasSetBack() {
        previous.observe(List.of(A), settled(A), CaRevocation.NONE, T0);
        previous.observe(List.of(B), settled(A), CaRevocation.NONE, T0);
        Instant setBack = T0.minus(Duration.ofHours(1));
        nanoTime += STEP.toNanos();
        previous.observe(List.of(B), settled(A), CaRevocation.NONE, setBack);
        assertThat(previous.trusted()).containsExactly(A);
        assertThat(previous.untilNextEnd(setBack)).contains(STEP);

        nanoTime += STEP.toNanos();
        previous.drop(setBack.plus(STEP));

        assertThat(previous.trusted()).isEmpty();
    }

    @Test
    void trustsEachOfSeveralUntilItsOwnEnd() {
        previous.observe(List.of(A), NO_RECORD, CaRevocation.NONE, T0);
        previous.observe(List.of(B), NO_RECORD, CaRevocation.NONE, T0.plusSeconds(10));
        previous.observe(List.of(C), NO_RECORD, CaRevocation.NONE, T0.plusSeconds(20));
        assertThat(previous.trusted()).containsExactly(A, B);

        previous.drop(T0.plusSeconds(10).plus(STEP).plus(STEP));

        assertThat(previous.trusted()).containsExactly(B);
    }

    @Test
    void isNotPreviousWhoIsPresentAgain() {
        previous.observe(List.of(A), NO_RECORD, CaRevocation.NONE, T0);
        previous.observe(List.of(B), NO_RECORD, CaRevocation.NONE, T0);
        previous.observe(List.of(A), NO_RECORD, CaRevocation.NONE, T0);

        assertThat(previous.trusted()).containsExactly(B);
    }

    @Test
    void takesADeadlineFarAheadForTwiceTheOverlap() {
        previous.observe(List.of(B), announced(B, Instant.parse("2099-01-01T00:00:00Z"), A), CaRevocation.NONE, T0);
        assertThat(previous.untilNextEnd(T0)).contains(STEP.plus(STEP));

        RetiringCas other = of(STEP);
        other.observe(List.of(B), announced(B, Instant.MAX, A), CaRevocation.NONE, T0);
        assertThat(other.untilNextEnd(T0)).as("however far").contains(STEP.plus(STEP));
    }

    @Test
    void endsAtOnceByAnAnnotationThatNamesTheCurrentCa() {
        previous.observe(List.of(A), NO_RECORD, CaRevocation.NONE, T0);
        previous.observe(List.of(B), NO_RECORD, new CaRevocation(CaRevocation.fingerprint(A)), T0);
        assertThat(previous.trusted()).as("of another CA it is ignored").containsExactly(A);

        previous.observe(List.of(B), NO_RECORD, new CaRevocation(CaRevocation.fingerprint(B)), T0.plusSeconds(1));
        assertThat(previous.trusted()).isEmpty();
        previous.observe(List.of(B), announced(B, T0.plus(STEP), A), CaRevocation.NONE, T0.plusSeconds(2));
        assertThat(previous.trusted()).as("nothing brings it back").isEmpty();
    }

    @Test
    void trustsNobodyElseWithoutAnOverlap() {
        RetiringCas atOnce = of(Duration.ZERO);
        atOnce.observe(List.of(A), NO_RECORD, CaRevocation.NONE, T0);

        atOnce.observe(List.of(B), announced(B, T0.plus(STEP), A), CaRevocation.NONE, T0);

        assertThat(atOnce.trusted()).isEmpty();
    }

    private RetiringCas of(Duration step) {
        return new RetiringCas(
                new CaOverlap(Optional.of(new NamespacedName("tigera-operator", "x-ca")), step), () -> nanoTime);
    }

    private static ClientTrust.SeenRecord settled(X509Certificate present) {
        return record(Phase.SETTLED.text(), present, null, null);
    }

    private static ClientTrust.SeenRecord announced(
            X509Certificate present, Instant deadline, X509Certificate previous) {
        return record(Phase.ANNOUNCED.text(), present, Certificates.encode(List.of(previous)), deadline.toString());
    }

    private static ClientTrust.SeenRecord reissued(
            X509Certificate present, Instant deadline, X509Certificate previous) {
        return record(Phase.REISSUED.text(), present, Certificates.encode(List.of(previous)), deadline.toString());
    }

    private static ClientTrust.SeenRecord record(
            String phase, X509Certificate present, @Nullable String previous, @Nullable String deadline) {
        return believed(new Observed.Present<>(new CaRotationSecret(
                new ObjectMeta("x-ca", "tigera-operator", "1"),
                new CaRotationSecret.Data(
                        base64(Certificates.encode(List.of(present))),
                        base64(previous),
                        base64(phase),
                        base64(deadline)))));
    }

    private static @Nullable String base64(@Nullable String plain) {
        return plain == null ? null : Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }

    private static ClientTrust.SeenRecord unreadable() {
        return believed(new Observed.Unreadable<>(new ApiException(ApiException.Kind.UNREACHABLE, "no route")));
    }

    private static ClientTrust.SeenRecord believed(Observed<CaRotationSecret> observed) {
        return new ClientTrust.SeenRecord(observed, true);
    }

    private static X509Certificate ca(String name) {
        return CertificateAuthority.create(name, Clock.fixed(T0, ZoneOffset.UTC))
                .certificate();
    }
}
