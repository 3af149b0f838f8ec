package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.Scrape;
import io.operatormetrics.it.harness.ScrapedOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

import static io.operatormetrics.it.harness.Kinds.certificate;
import static io.operatormetrics.it.harness.Kinds.installation;
import static io.operatormetrics.it.harness.Kinds.licenseKey;
import static io.operatormetrics.it.harness.Kinds.tigeraStatus;
import static io.operatormetrics.it.harness.Kinds.unlabelledCertificate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How each kind of object becomes series, on a real API server: all that is exposed for the objects of each row. */
@RealCluster
class CollectorRulesIT {

    /** Its series shows that the Secrets that were there before it have been looked at, also where they give none. */
    private static final GenericKubernetesResource SENTINEL =
            certificate("default", "sentinel", "expiry", "2030-01-01T00:00:00Z");

    private static final String SENTINEL_SERIES = expiry("sentinel", "default", "", 1_893_456_000);

    private final KubeCluster cluster;
    private final ScrapedOperator operator;

    CollectorRulesIT(KubeCluster cluster, ScrapedOperator operator) {
        this.cluster = cluster;
        this.operator = operator;
    }

    /**
     * One rule.
     *
     * @param exposed lines of the text format, all there are
     */
    record Rule(String sentence, List<GenericKubernetesResource> objects, String exposed) {
        @Override
        public String toString() {
            return sentence;
        }
    }

    @ParameterizedTest
    @MethodSource({"statuses", "certificates", "licences"})
    void exposes(Rule rule) {
        rule.objects().forEach(cluster.objects()::put);
        cluster.objects().put(SENTINEL);

        var expected = Scrape.parse(rule.exposed() + SENTINEL_SERIES).samples();
        await().pollInterval(Duration.ofMillis(20))
                .untilAsserted(() ->
                        assertThat(DomainSeries.of(operator.scrape())).containsExactlyInAnyOrderElementsOf(expected));
    }

    @AfterEach
    void clear() {
        cluster.objects().deleteAll();
        await().pollInterval(Duration.ofMillis(20))
                .untilAsserted(
                        () -> assertThat(DomainSeries.of(operator.scrape())).isEmpty());
    }

    static Stream<Rule> statuses() {
        return Stream.of(
                new Rule(
                        "three series for each TigeraStatus",
                        List.of(
                                tigeraStatus("calico", "Available=True", "Progressing=False", "Degraded=False"),
                                tigeraStatus("monitor", "Available=False", "Progressing=True", "Degraded=True")),
                        component("calico", 1, 0, 0) + component("monitor", 0, 1, 1)),
                new Rule(
                        "a TigeraStatus without conditions is all 0",
                        List.of(tigeraStatus("new")),
                        component("new", 0, 0, 0)),
                new Rule(
                        "Unknown is 0, like an absent condition",
                        List.of(tigeraStatus("apiserver", "Available=Unknown", "Degraded=True")),
                        component("apiserver", 0, 0, 1)),
                new Rule(
                        "other conditions are nobody's business",
                        List.of(tigeraStatus("calico", "Available=True", "Paused=True")),
                        component("calico", 1, 0, 0)),
                new Rule(
                        "an Installation has its conditions exposed alike",
                        List.of(installation("default", "Available=True", "Degraded=Unknown")),
                        conditions("tigera_operator_installation_status", "name", "default", 1, 0, 0)));
    }

    static Stream<Rule> certificates() {
        return Stream.of(
                new Rule(
                        "expiry in seconds since the epoch, with the issuer",
                        List.of(certificate(
                                "default", "a", "expiry", "2027-03-04T05:06:07Z", "issuer", "tigera-operator-signer")),
                        expiry("a", "default", "tigera-operator-signer", 1_804_136_767)),
                new Rule(
                        "one name in two namespaces is two series",
                        List.of(
                                certificate("default", "twin", "expiry", "2027-01-01T00:00:00Z"),
                                certificate("kube-system", "twin", "expiry", "2028-01-01T00:00:00Z")),
                        expiry("twin", "default", "", 1_798_761_600)
                                + expiry("twin", "kube-system", "", 1_830_297_600)),
                new Rule(
                        "quotes, backslashes and line ends of an issuer are kept",
                        List.of(certificate(
                                "default",
                                "odd",
                                "expiry",
                                "2027-01-01T00:00:00Z",
                                "issuer",
                                "O=\"Foo\\Bar\", CN=ä\nb")),
                        expiry("odd", "default", "O=\\\"Foo\\\\Bar\\\", CN=ä\\nb", 1_798_761_600)),
                new Rule(
                        "an expiry in the past is exposed",
                        List.of(certificate("default", "old", "expiry", "2001-09-09T01:46:40Z")),
                        expiry("old", "default", "", 1_000_000_000)),
                new Rule(
                        "a fraction of a second in the expiry is dropped",
                        List.of(certificate("default", "exact", "expiry", "2027-03-04T05:06:07.999Z")),
                        expiry("exact", "default", "", 1_804_136_767)),
                new Rule(
                        "an hour of one digit in the expiry is read",
                        List.of(certificate("default", "early", "expiry", "2027-03-04T5:06:07Z")),
                        expiry("early", "default", "", 1_804_136_767)),
                new Rule(
                        "a label without expiry gives nothing",
                        List.of(certificate("default", "bare", "issuer", "x")),
                        ""),
                new Rule(
                        "an expiry without the label gives nothing",
                        List.of(unlabelledCertificate("default", "foreign", "expiry", "2027-01-01T00:00:00Z")),
                        ""),
                unreadable("soon"),
                unreadable(""),
                unreadable("2027-01-01"),
                unreadable("2027-01-01T00:00:00+02:00"),
                unreadable("2027-01-01T00:00:00"),
                unreadable("2027-01-01 00:00:00Z"),
                unreadable(" 2027-01-01T00:00:00Z"),
                unreadable("2027-02-30T00:00:00Z"),
                unreadable("1798761600"));
    }

    static Stream<Rule> licences() {
        String past = Instant.now()
                .minus(Duration.ofDays(30))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        long pastSeconds = Instant.parse(past).getEpochSecond();
        return Stream.of(
                new Rule(
                        "a licence has its expiry and is valid",
                        List.of(licenseKey(
                                "expiry", "2100-01-01T00:00:00Z", "gracePeriod", "90d", "package", "CloudPro")),
                        licence("CloudPro", 4_102_444_800L, 1)),
                new Rule(
                        "without a package it is Enterprise",
                        List.of(licenseKey("expiry", "2100-01-01T00:00:00Z")),
                        licence("Enterprise", 4_102_444_800L, 1)),
                new Rule(
                        "without an expiry it is valid",
                        List.of(licenseKey("package", "Enterprise")),
                        "tigera_operator_license_valid{package=\"Enterprise\"} 1\n"),
                grace("in its grace period of 90 days it is valid", past, "90d", licence("Enterprise", pastSeconds, 1)),
                grace("a grace period may have a plus sign", past, "+90d", licence("Enterprise", pastSeconds, 1)),
                grace(
                        "after its grace period of 29 days it is not",
                        past,
                        "29d",
                        licence("Enterprise", pastSeconds, 0)),
                grace("a grace period of 0 days is none", past, "0d", licence("Enterprise", pastSeconds, 0)),
                grace("a grace period of garbage is none", past, "ninety", licence("Enterprise", pastSeconds, 0)),
                grace("a grace period without unit is none", past, "90", licence("Enterprise", pastSeconds, 0)),
                grace("a negative grace period is none", past, "-90d", licence("Enterprise", pastSeconds, 0)),
                grace("a grace period in hours is none", past, "9000h", licence("Enterprise", pastSeconds, 0)));
    }

    private static Rule unreadable(String expiry) {
        return new Rule(
                "an expiry of \"" + expiry + "\" gives nothing",
                List.of(certificate("default", "unreadable", "expiry", expiry, "issuer", "x")),
                "");
    }

    private static Rule grace(String sentence, String expiry, String gracePeriod, String exposed) {
        return new Rule(sentence, List.of(licenseKey("expiry", expiry, "gracePeriod", gracePeriod)), exposed);
    }

    private static String component(String name, int available, int progressing, int degraded) {
        return conditions("tigera_operator_component_status", "component", name, available, progressing, degraded);
    }

    private static String conditions(
            String family, String label, String name, int available, int progressing, int degraded) {
        String line = family + "{" + label + "=\"" + name + "\",condition=\"%s\"} %d\n";
        return line.formatted("available", available)
                + line.formatted("progressing", progressing)
                + line.formatted("degraded", degraded);
    }

    private static String expiry(String name, String namespace, String issuer, long seconds) {
        return "tigera_operator_tls_certificate_expiry_timestamp_seconds{name=\"%s\",namespace=\"%s\",issuer=\"%s\"} %d\n"
                .formatted(name, namespace, issuer, seconds);
    }

    private static String licence(String name, long expiry, int valid) {
        return """
                tigera_operator_license_expiry_timestamp_seconds{package="%1$s"} %2$d
                tigera_operator_license_valid{package="%1$s"} %3$d
                """.formatted(name, expiry, valid);
    }
}
