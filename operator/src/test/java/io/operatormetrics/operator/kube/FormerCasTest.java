package io.operatormetrics.operator.kube;

import io.operatormetrics.operator.kube.CaRecord.Phase;
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

class FormerCasTest {

    private static final Instant T0 = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(10);
    private static final X509Certificate A = ca("a");
    private static final X509Certificate B = ca("b");
    private static final X509Certificate C = ca("c");
    private static final ClientTrust.SeenRecord NO_RECORD = believed(new Sight.NotFound<>());

    private long nanoTime = Long.MAX_VALUE - STEP.toNanos();
    private final FormerCas former = of(STEP);

    @Test
    void trustsNobodyBesidesTheFirst() {
        former.see(List.of(A), NO_RECORD, CaRevocation.NONE, T0);

        assertThat(former.trusted()).isEmpty();
        assertThat(former.untilNextEnd(T0)).isEmpty();
    }

    @Test
    void trustsTheFormerOneBeforeTheLeaderWroteAnything() {
        former.see(List.of(A), settled(A), CaRevocation.NONE, T0);

        former.see(List.of(B), settled(A), CaRevocation.NONE, T0.plusSeconds(1));

        assertThat(former.trusted()).containsExactly(A);
    }

    @Test
    void dropsItAfterBothWaitsThoughNobodyLeads() {
        Instant noticed = T0.plusSeconds(1);
        Instant end = noticed.plus(STEP).plus(STEP);
        former.see(List.of(A), settled(A), CaRevocation.NONE, T0);
        former.see(List.of(B), settled(A), CaRevocation.NONE, noticed);

        assertThat(former.untilNextEnd(noticed)).contains(STEP.plus(STEP));
        former.see(List.of(B), settled(A), CaRevocation.NONE, end.minusMillis(1));
        assertThat(former.trusted()).containsExactly(A);
        former.see(List.of(B), settled(A), CaRevocation.NONE, end);
        assertThat(former.trusted()).isEmpty();
        former.see(List.of(B), announced(B, end.plus(STEP), A), CaRevocation.NONE, end.plusSeconds(1));
        assertThat(former.trusted()).as("nothing brings it back").isEmpty();
    }

    @Test
    void dropsItWhenTheLeaderSaysSo() {
        former.see(List.of(A), settled(A), CaRevocation.NONE, T0);
        former.see(List.of(B), announced(B, T0.plus(STEP), A), CaRevocation.NONE, T0);
        assertThat(former.trusted()).containsExactly(A);
        former.see(List.of(B), reissued(B, T0.plusSeconds(660), A), CaRevocation.NONE, T0.plusSeconds(60));
        assertThat(former.untilNextEnd(T0)).contains(Duration.ofMinutes(11));

        former.see(List.of(B), settled(B), CaRevocation.NONE, T0.plusSeconds(70));

        assertThat(former.trusted()).isEmpty();
    }

    @Test
    void goesOnAfterARestartInTheMidst() {
        former.see(List.of(B), announced(B, T0.plusSeconds(5), A), CaRevocation.NONE, T0);

        assertThat(former.trusted()).containsExactly(A);
        assertThat(former.untilNextEnd(T0)).as("this step's end and one step").contains(STEP.plusSeconds(5));
    }

    @Test
    void goesOnAfterARestartBeforeTheLeaderNoticed() {
        former.see(List.of(B), settled(A), CaRevocation.NONE, T0);

        assertThat(former.trusted()).containsExactly(A);
        assertThat(former.untilNextEnd(T0)).contains(STEP.plus(STEP));
    }

    @Test
    void addsNothingFromARecordThatIsNotBesideTheCa() {
        ClientTrust.SeenRecord elsewhere =
                new ClientTrust.SeenRecord(announced(B, T0.plusSeconds(5), A).sight(), false);
        former.see(List.of(B), elsewhere, CaRevocation.NONE, T0);
        assertThat(former.trusted()).isEmpty();

        former.see(List.of(B), announced(B, T0.plusSeconds(5), A), CaRevocation.NONE, T0.plusSeconds(1));
        assertThat(former.trusted()).as("nor later").isEmpty();
    }

    @Test
    void letsARecordThatIsNotBesideTheCaShortenTrust() {
        former.see(List.of(A), new ClientTrust.SeenRecord(settled(A).sight(), false), CaRevocation.NONE, T0);
        former.see(
                List.of(B),
                new ClientTrust.SeenRecord(settled(A).sight(), false),
                CaRevocation.NONE,
                T0.plusSeconds(1));
        assertThat(former.trusted()).containsExactly(A);

        former.see(
                List.of(B),
                new ClientTrust.SeenRecord(settled(B).sight(), false),
                CaRevocation.NONE,
                T0.plusSeconds(2));
        assertThat(former.trusted()).isEmpty();
    }

    @Test
    void believesNoRecordThatEndedLongAgo() {
        former.see(List.of(B), reissued(B, T0.minusSeconds(1), A), CaRevocation.NONE, T0);

        assertThat(former.trusted()).isEmpty();
    }

    @Test
    void letsNobodyInBecauseSomebodyWroteTheRecord() {
        former.see(List.of(A), settled(A), CaRevocation.NONE, T0);

        former.see(List.of(A), announced(A, T0.plus(STEP), C), CaRevocation.NONE, T0.plusSeconds(1));
        former.see(List.of(A), settled(C), CaRevocation.NONE, T0.plusSeconds(2));

        assertThat(former.trusted()).isEmpty();
    }

    @Test
    void readsTheRecordOnceItCanBeRead() {
        former.see(List.of(B), unreadable(), CaRevocation.NONE, T0);
        assertThat(former.trusted()).isEmpty();

        former.see(List.of(B), announced(B, T0.plus(STEP), A), CaRevocation.NONE, T0.plusSeconds(1));

        assertThat(former.trusted()).containsExactly(A);
    }

    @Test
    void countsFromWhenItNoticedAndNotFromWhenItReadTheRecord() {
        former.see(List.of(A), unreadable(), CaRevocation.NONE, T0);
        former.see(List.of(B), unreadable(), CaRevocation.NONE, T0);

        former.see(List.of(B), settled(A), CaRevocation.NONE, T0.plusSeconds(300));

        assertThat(former.untilNextEnd(T0)).contains(STEP.plus(STEP));
    }

    @Test
    void staysWithWhatItSawWhenTheRecordIsDamagedOrGone() {
        former.see(List.of(A), settled(A), CaRevocation.NONE, T0);
        former.see(List.of(B), record("Announced", B, "garbage", "soon"), CaRevocation.NONE, T0.plusSeconds(1));
        assertThat(former.trusted()).containsExactly(A);

        former.see(List.of(B), NO_RECORD, CaRevocation.NONE, T0.plusSeconds(2));
        assertThat(former.trusted()).containsExactly(A);
    }

    @Test
    void trustsItNoLongerBecauseTheClockWasSetBack() {
        former.see(List.of(A), settled(A), CaRevocation.NONE, T0);
        former.see(List.of(B), settled(A), CaRevocation.NONE, T0);
        Instant setBack = T0.minus(Duration.ofHours(1));
        nanoTime += STEP.toNanos();
        former.see(List.of(B), settled(A), CaRevocation.NONE, setBack);
        assertThat(former.trusted()).containsExactly(A);
        assertThat(former.untilNextEnd(setBack)).contains(STEP);

        nanoTime += STEP.toNanos();
        former.drop(setBack.plus(STEP));

        assertThat(former.trusted()).isEmpty();
    }

    @Test
    void trustsEachOfSeveralUntilItsOwnEnd() {
        former.see(List.of(A), NO_RECORD, CaRevocation.NONE, T0);
        former.see(List.of(B), NO_RECORD, CaRevocation.NONE, T0.plusSeconds(10));
        former.see(List.of(C), NO_RECORD, CaRevocation.NONE, T0.plusSeconds(20));
        assertThat(former.trusted()).containsExactly(A, B);

        former.drop(T0.plusSeconds(10).plus(STEP).plus(STEP));

        assertThat(former.trusted()).containsExactly(B);
    }

    @Test
    void isNotFormerWhoIsPresentAgain() {
        former.see(List.of(A), NO_RECORD, CaRevocation.NONE, T0);
        former.see(List.of(B), NO_RECORD, CaRevocation.NONE, T0);
        former.see(List.of(A), NO_RECORD, CaRevocation.NONE, T0);

        assertThat(former.trusted()).containsExactly(B);
    }

    @Test
    void takesADeadlineFarAheadForTwiceTheOverlap() {
        former.see(List.of(B), announced(B, Instant.parse("2099-01-01T00:00:00Z"), A), CaRevocation.NONE, T0);
        assertThat(former.untilNextEnd(T0)).contains(STEP.plus(STEP));

        FormerCas other = of(STEP);
        other.see(List.of(B), announced(B, Instant.MAX, A), CaRevocation.NONE, T0);
        assertThat(other.untilNextEnd(T0)).as("however far").contains(STEP.plus(STEP));
    }

    @Test
    void endsAtOnceByAnAnnotationThatNamesTheCurrentCa() {
        former.see(List.of(A), NO_RECORD, CaRevocation.NONE, T0);
        former.see(List.of(B), NO_RECORD, new CaRevocation(CaRevocation.fingerprint(A)), T0);
        assertThat(former.trusted()).as("of another CA it is ignored").containsExactly(A);

        former.see(List.of(B), NO_RECORD, new CaRevocation(CaRevocation.fingerprint(B)), T0.plusSeconds(1));
        assertThat(former.trusted()).isEmpty();
        former.see(List.of(B), announced(B, T0.plus(STEP), A), CaRevocation.NONE, T0.plusSeconds(2));
        assertThat(former.trusted()).as("nothing brings it back").isEmpty();
    }

    @Test
    void trustsNobodyElseWithoutAnOverlap() {
        FormerCas atOnce = of(Duration.ZERO);
        atOnce.see(List.of(A), NO_RECORD, CaRevocation.NONE, T0);

        atOnce.see(List.of(B), announced(B, T0.plus(STEP), A), CaRevocation.NONE, T0);

        assertThat(atOnce.trusted()).isEmpty();
    }

    private FormerCas of(Duration step) {
        return new FormerCas(
                new CaOverlap(Optional.of(new ObjectKey("tigera-operator", "x-ca")), step), () -> nanoTime);
    }

    private static ClientTrust.SeenRecord settled(X509Certificate present) {
        return record(Phase.SETTLED.text(), present, null, null);
    }

    private static ClientTrust.SeenRecord announced(X509Certificate present, Instant deadline, X509Certificate former) {
        return record(Phase.ANNOUNCED.text(), present, Certificates.encode(List.of(former)), deadline.toString());
    }

    private static ClientTrust.SeenRecord reissued(X509Certificate present, Instant deadline, X509Certificate former) {
        return record(Phase.REISSUED.text(), present, Certificates.encode(List.of(former)), deadline.toString());
    }

    private static ClientTrust.SeenRecord record(
            String phase, X509Certificate present, @Nullable String former, @Nullable String deadline) {
        return believed(new Sight.Found<>(new CaRecord(
                new ObjectMeta("x-ca", "tigera-operator", "1"),
                new CaRecord.Data(
                        base64(Certificates.encode(List.of(present))),
                        base64(former),
                        base64(phase),
                        base64(deadline)))));
    }

    private static @Nullable String base64(@Nullable String plain) {
        return plain == null ? null : Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.US_ASCII));
    }

    private static ClientTrust.SeenRecord unreadable() {
        return believed(new Sight.Unreadable<>(new ApiFailure(ApiFailure.Kind.UNREACHABLE, "no route")));
    }

    private static ClientTrust.SeenRecord believed(Sight<CaRecord> sight) {
        return new ClientTrust.SeenRecord(sight, true);
    }

    private static X509Certificate ca(String name) {
        return CertificateAuthority.create(name, Clock.fixed(T0, ZoneOffset.UTC))
                .certificate();
    }
}
