package io.operatormetrics.pki;

import io.operatormetrics.x509.X509Exception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class RenewalTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final List<String> NAMES = List.of("operator-metrics", "operator-metrics.tigera-operator.svc");
    private static final CertificateAuthority CA = authorityAt(START, "tigera-operator-signer");
    private static final CertificateAuthority OTHER_CA = authorityAt(START, "tigera-operator-signer");
    private static final IssuedPair PAIR = CA.issue(request(NAMES));

    @Test
    void keepsAPairThatServesAndSaysWhenItIsDue() {
        Instant end = PAIR.leaf().getNotAfter().toInstant();

        assertThat(Renewal.decide(stored(PAIR), terms(START)))
                .isEqualTo(new RenewalDecision.Keep(end.minus(Duration.ofDays(30))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("pairsThatCannotServe")
    void issuesAnewWhatCannotServe(
            String what, RenewalReason reason, StoredPair stored, RenewalTerms terms, String words) {
        assertThat(Renewal.decide(stored, terms)).isInstanceOfSatisfying(RenewalDecision.Issue.class, issue -> {
            assertThat(issue.reason()).isEqualTo(reason);
            assertThat(issue.message()).startsWith("Secret ns/pair").contains(words);
        });
    }

    static Stream<Arguments> pairsThatCannotServe() {
        String certificate = PAIR.certificatePem();
        String key = PAIR.keyPem();
        IssuedPair foreign = OTHER_CA.issue(request(NAMES));
        RenewalTerms now = terms(START);
        return Stream.of(
                Arguments.of("no Secret", RenewalReason.MISSING, stored("", ""), now, "no pair"),
                Arguments.of("no key", RenewalReason.MISSING, stored(certificate, ""), now, "private key is missing"),
                Arguments.of("no certificate", RenewalReason.MISSING, stored("", key), now, "certificate is missing"),
                Arguments.of("garbage", RenewalReason.UNPARSEABLE, stored("x", key), now, "PEM"),
                Arguments.of(
                        "half a key",
                        RenewalReason.UNPARSEABLE,
                        stored(certificate, key.substring(0, 60)),
                        now,
                        "half-written"),
                Arguments.of(
                        "key of another pair",
                        RenewalReason.KEY_MISMATCH,
                        stored(certificate, foreign.keyPem()),
                        now,
                        "does not match"),
                Arguments.of(
                        "after its end",
                        RenewalReason.EXPIRED,
                        stored(PAIR),
                        terms(PAIR.leaf().getNotAfter().toInstant().plusSeconds(1)),
                        "expired at"),
                Arguments.of(
                        "before its start",
                        RenewalReason.NOT_YET_VALID,
                        stored(PAIR),
                        terms(PAIR.leaf().getNotBefore().toInstant().minusSeconds(1)),
                        "not valid before"),
                Arguments.of(
                        "for servers only",
                        RenewalReason.WRONG_KEY_USAGE,
                        stored(OddCertificates.forServersOnly(CA, NAMES, START)),
                        now,
                        "clientAuth"),
                Arguments.of(
                        "another CA of the same name",
                        RenewalReason.OTHER_CA,
                        stored(foreign),
                        now,
                        "expected: the present CA"),
                Arguments.of(
                        "a name more than it has",
                        RenewalReason.NAMES_MISSING,
                        stored(PAIR),
                        new RenewalTerms(
                                List.of("operator-metrics", "other"),
                                KeyPurpose.both(),
                                List.of(CA.certificate()),
                                Instant.MAX,
                                START),
                        "[other]"));
    }

    @Test
    void asksInOrderSoThatTheFirstReasonIsGiven() {
        IssuedPair foreign = OTHER_CA.issue(request(List.of("other")));
        RenewalTerms afterItsEnd =
                terms(foreign.leaf().getNotAfter().toInstant().plusSeconds(1));

        assertThat(Renewal.decide(stored(foreign), afterItsEnd))
                .isInstanceOfSatisfying(
                        RenewalDecision.Issue.class,
                        issue -> assertThat(issue.reason()).isEqualTo(RenewalReason.EXPIRED));
    }

    @Test
    void takesMoreNamesThanAskedForAndAnyCase() {
        IssuedPair pair = CA.issue(request(List.of("Operator-Metrics", "operator-metrics.tigera-operator.svc", "z")));

        assertThat(Renewal.decide(stored(pair), terms(START))).isInstanceOf(RenewalDecision.Keep.class);
    }

    @Test
    void asksForNoMoreUsesThanItIsFor() {
        StoredPair forServers = stored(OddCertificates.forServersOnly(CA, NAMES, START));

        assertThat(Renewal.decide(forServers, termsFor(KeyPurpose.SERVER))).isInstanceOf(RenewalDecision.Keep.class);
        assertThat(Renewal.decide(forServers, termsFor(KeyPurpose.CLIENT)))
                .isInstanceOfSatisfying(
                        RenewalDecision.Issue.class,
                        issue -> assertThat(issue.message()).endsWith("(expected: clientAuth)"));
    }

    @Test
    void acceptsAChainThroughAnIntermediate() {
        IssuedPair pair = OddCertificates.throughAnIntermediate(CA, NAMES, START);

        assertThat(Renewal.decide(stored(pair), terms(START))).isInstanceOf(RenewalDecision.Keep.class);
    }

    @ParameterizedTest(name = "a life of {0} is due {1} before its end")
    @MethodSource("lifetimes")
    void isDueThirtyDaysOrAThirdBeforeTheEnd(Duration lifetime, Duration margin) {
        X509Certificate leaf = OddCertificates.of(CA, NAMES, new Validity(START, START.plus(lifetime)))
                .leaf();

        assertThat(Renewal.due(leaf)).isEqualTo(START.plus(lifetime).minus(margin));
    }

    static Stream<Arguments> lifetimes() {
        return Stream.of(
                Arguments.of(Duration.ofDays(825), Duration.ofDays(30)),
                Arguments.of(Duration.ofDays(90), Duration.ofDays(30)),
                Arguments.of(Duration.ofDays(60), Duration.ofDays(20)),
                Arguments.of(Duration.ofHours(1), Duration.ofMinutes(20)));
    }

    @Test
    void rotatesAtItsInstantAndNotBefore() {
        Instant due = Renewal.due(PAIR.leaf());

        assertThat(Renewal.decide(stored(PAIR), terms(due.minusMillis(1)))).isInstanceOf(RenewalDecision.Keep.class);
        assertThat(Renewal.decide(stored(PAIR), terms(due)))
                .isInstanceOfSatisfying(
                        RenewalDecision.Rotate.class,
                        rotate -> assertThat(rotate.message()).contains("Secret ns/pair", due.toString()));
    }

    @Test
    void keepsADuePairThatTheCaCannotOutlive() throws Exception {
        Instant nearTheEnd = CA.certificate().getNotAfter().toInstant().minus(Duration.ofDays(10));
        IssuedPair last = at(nearTheEnd).issue(request(NAMES));
        Instant due = Renewal.due(last.leaf());
        RenewalTerms terms = new RenewalTerms(
                NAMES,
                KeyPurpose.both(),
                List.of(CA.certificate()),
                CertificateAuthority.issuesUntil(CA.certificate(), due),
                due);

        assertThat(Renewal.decide(stored(last), terms))
                .isInstanceOfSatisfying(RenewalDecision.KeepUntilCaChanges.class, keep -> {
                    assertThat(keep.expiry())
                            .isEqualTo(CA.certificate().getNotAfter().toInstant());
                    assertThat(keep.message()).contains("a new CA is needed");
                });
    }

    private static CertificateAuthority authorityAt(Instant now, String name) {
        return CertificateAuthority.create(name, Clock.fixed(now, ZoneOffset.UTC));
    }

    /** The same authority at another time. */
    private static CertificateAuthority at(Instant now) throws X509Exception {
        return CertificateAuthority.adopt(
                new StoredPair("CA", CA.certificatePem(), CA.keyPem()), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static LeafRequest request(List<String> names) {
        return new LeafRequest(names.getFirst(), names, List.of());
    }

    private static RenewalTerms terms(Instant now) {
        return new RenewalTerms(NAMES, KeyPurpose.both(), List.of(CA.certificate()), Instant.MAX, now);
    }

    private static RenewalTerms termsFor(KeyPurpose use) {
        return new RenewalTerms(NAMES, Set.of(use), List.of(CA.certificate()), Instant.MAX, START);
    }

    private static StoredPair stored(IssuedPair pair) {
        return stored(pair.certificatePem(), pair.keyPem());
    }

    private static StoredPair stored(String certificate, String key) {
        return new StoredPair("Secret ns/pair", certificate, key);
    }
}
