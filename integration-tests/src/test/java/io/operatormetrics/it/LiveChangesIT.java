package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.ScrapedOperator;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalDouble;
import java.util.stream.Stream;

import static io.operatormetrics.it.harness.Kinds.certificate;
import static io.operatormetrics.it.harness.Kinds.installation;
import static io.operatormetrics.it.harness.Kinds.licenseKey;
import static io.operatormetrics.it.harness.Kinds.tigeraStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What changes in the cluster, or in time, shows in the next scrapes. */
@RealCluster
class LiveChangesIT {

    private static final Duration SOON = Duration.ofSeconds(2);

    private final KubeCluster cluster;
    private final ScrapedOperator operator;

    LiveChangesIT(KubeCluster cluster, ScrapedOperator operator) {
        this.cluster = cluster;
        this.operator = operator;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void seesObjectsComeChangeAndGo(
            String family,
            GenericKubernetesResource first,
            double before,
            GenericKubernetesResource second,
            double after) {
        cluster.objects().put(first);
        assertSeenSoon(OptionalDouble.of(before), family);

        cluster.objects().put(second);
        assertSeenSoon(OptionalDouble.of(after), family);

        cluster.objects().delete(second);
        assertSeenSoon(OptionalDouble.empty(), family);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of(
                        "tigera_operator_component_status",
                        tigeraStatus("live", "Degraded=False"),
                        0,
                        tigeraStatus("live", "Degraded=True"),
                        1),
                Arguments.of(
                        "tigera_operator_installation_status",
                        installation("default", "Degraded=False"),
                        0,
                        installation("default", "Degraded=True"),
                        1),
                Arguments.of(
                        "tigera_operator_tls_certificate_expiry_timestamp_seconds",
                        certificate("default", "live", "expiry", "2027-01-01T00:00:00Z"),
                        1_798_761_600,
                        certificate("default", "live", "expiry", "2028-01-01T00:00:00Z"),
                        1_830_297_600),
                Arguments.of(
                        "tigera_operator_license_expiry_timestamp_seconds",
                        licenseKey("expiry", "2027-01-01T00:00:00Z"),
                        1_798_761_600,
                        licenseKey("expiry", "2028-01-01T00:00:00Z"),
                        1_830_297_600));
    }

    @Test
    void aLicenceEndsAtItsInstantWithoutAnyEvent() {
        Instant end = Instant.now().plusSeconds(8).truncatedTo(ChronoUnit.SECONDS);
        GenericKubernetesResource licence = licenseKey("expiry", end.toString(), "gracePeriod", "0d");
        cluster.objects().put(licence);
        String version = cluster.objects().get(licence).getMetadata().getResourceVersion();
        assertSeenSoon(OptionalDouble.of(1), "tigera_operator_license_valid");

        Instant lastValid = lastWithout(OptionalDouble.of(0), "tigera_operator_license_valid");

        assertThat(Instant.now()).as("not before its time").isAfterOrEqualTo(end);
        assertThat(lastValid).isBefore(end.plusSeconds(1));
        assertThat(cluster.objects().get(licence).getMetadata().getResourceVersion())
                .isEqualTo(version);
        cluster.objects().delete(licence);
    }

    private void assertSeenSoon(OptionalDouble value, String family) {
        Instant changed = Instant.now();
        assertThat(lastWithout(value, family)).isBefore(changed.plus(SOON));
    }

    /** Where a family has three conditions, the one that alerts are made from is looked at. */
    private Instant lastWithout(OptionalDouble value, String family) {
        String[] labels = family.endsWith("_status") ? new String[] {"condition", "degraded"} : new String[0];
        return Within.lastDenied(
                await().pollInterval(Duration.ofMillis(20)),
                () -> assertThat(operator.scrape().value(family, labels)).isEqualTo(value));
    }
}
