package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.Secret;
import io.operatormetrics.kubernetes.apply.InstanceMetadata;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.state.TlsSecret;
import io.operatormetrics.pki.IssuedPair;
import io.operatormetrics.pki.Renewal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.security.cert.X509Certificate;
import java.util.Map;

import static io.operatormetrics.operator.certificate.ObservedCluster.CA;
import static io.operatormetrics.operator.certificate.ObservedCluster.CLIENT;
import static io.operatormetrics.operator.certificate.ObservedCluster.COPY;
import static io.operatormetrics.operator.certificate.ObservedCluster.RECORD;
import static io.operatormetrics.operator.certificate.ObservedCluster.SERVER;
import static io.operatormetrics.operator.certificate.Planning.reasons;
import static org.assertj.core.api.Assertions.assertThat;

/** What is made in a cluster, and what is left when it is turned off. */
class CertificatePlannerTest {

    private final Planning planning = Planning.withDefaults();
    private final ObservedCluster cluster = planning.cluster;

    @Test
    void makesEverythingInAnEmptyCluster() {
        CertificatePlan last = planning.settle();

        assertThat(cluster.secrets).containsOnlyKeys(CA, SERVER, CLIENT, COPY);
        assertThat(cluster.writes)
                .containsOnlyKeys(CA, SERVER, CLIENT, COPY, RECORD)
                .allSatisfy((key, count) ->
                        assertThat(count).as("writes to %s", key).isOne());
        assertThat(last.findings()).isEmpty();
        assertThat(last.trusted()).containsExactly(caInPlace());
        assertThat(last.requeueAt())
                .contains(Renewal.due(cluster.held(SERVER).chain().getFirst()));
        assertThat(cluster.secrets.get(COPY).getData())
                .isEqualTo(cluster.secrets.get(CLIENT).getData());
    }

    @Test
    void issuesForTheNamesOfTheEndpoint() {
        planning.settle();

        assertThat(AnnotatedNames.alternatives(leaf(SERVER), AnnotatedNames.DNS))
                .containsExactly(
                        "tigera-operator-metrics",
                        "tigera-operator-metrics.tigera-operator",
                        "tigera-operator-metrics.tigera-operator.svc",
                        "tigera-operator-metrics.tigera-operator.svc.cluster.local");
        assertThat(AnnotatedNames.alternatives(leaf(CLIENT), AnnotatedNames.DNS))
                .containsExactly(CLIENT.name());
        assertThat(leaf(CLIENT).getSubjectX500Principal().getName()).isEqualTo("CN=" + CLIENT.name());
    }

    @Test
    void issuesAClientPairWhoseSecretHasALongerNameThanACommonNameMayHave() {
        String name = "prometheus." + "x".repeat(60) + ".example.org";
        Planning renamed = Planning.with(Map.of("METRICS_CLIENT_TLS_SECRET", name));

        assertThat(reasons(renamed.reconcile())).containsExactly("CAMissing");
        assertThat(renamed.reconcile().desired())
                .filteredOn(object -> object.getMetadata().getName().equals(name))
                .hasSize(2);
    }

    @Test
    void labelsAndAnnotatesAsTheGoOperatorDoes() {
        cluster.putCa(TestPairs.authority("O=Foo, CN=Bar"));
        planning.settle();

        Secret server = cluster.secrets.get(SERVER);
        assertThat(server.getMetadata().getLabels())
                .isEqualTo(Map.of(
                        "app.kubernetes.io/managed-by",
                        "operator-metrics",
                        "certificates.operator.tigera.io/signer",
                        "O-Foo--CN-Bar"));
        assertThat(server.getMetadata().getAnnotations())
                .isEqualTo(Map.of(
                        "certificates.operator.tigera.io/issuer",
                        "O=Foo, CN=Bar",
                        "certificates.operator.tigera.io/signer",
                        "O=Foo, CN=Bar",
                        "certificates.operator.tigera.io/expiry",
                        "2029-02-26T12:00:00Z",
                        "certificates.operator.tigera.io/dns-names",
                        "tigera-operator-metrics,tigera-operator-metrics.tigera-operator,"
                                + "tigera-operator-metrics.tigera-operator.svc,"
                                + "tigera-operator-metrics.tigera-operator.svc.cluster.local",
                        InstanceMetadata.ANNOTATION,
                        "tigera-operator/tigera-operator",
                        TlsSecret.ISSUED_KEY,
                        PublicKeyFingerprint.of(leaf(SERVER).getPublicKey())));
    }

    @Test
    void copiesNothingWherePrometheusLivesBesideUs() {
        Planning together = Planning.with(Map.of("PROMETHEUS_NAMESPACE", "tigera-operator"));

        together.reconcile();
        CertificatePlan plan = together.reconcile();

        assertThat(plan.desired())
                .filteredOn(object -> object.getMetadata().getName().equals(CLIENT.name()))
                .hasSize(1);
    }

    @Test
    void wantsNothingOverHttpAndLeavesNothingOfOurs() {
        Planning plain = Planning.with(Map.of("METRICS_SCHEME", "http"));
        planning.settle();
        plain.cluster.secrets.putAll(cluster.secrets);

        CertificatePlan plan = plain.settle();

        assertThat(plain.cluster.secrets).as("the CA is the cluster's").containsOnlyKeys(CA);
        assertThat(plan.findings()).isEmpty();
        assertThat(plain.cluster.writes).isEmpty();
    }

    @Test
    void leavesTheSecretsOfUsersWhenTurnedOff() {
        planning.settle();
        IssuedPair theirs = TestPairs.serverPair(TestPairs.authority("corporate-ca"));
        // Over ours, so that our mark is still there.
        cluster.patch(SERVER, "tls.crt", theirs.certificatePem());
        cluster.patch(SERVER, "tls.key", theirs.keyPem());

        cluster.carryOut(planning.turnedOff());

        assertThat(cluster.secrets).containsOnlyKeys(CA, SERVER);
    }

    @ParameterizedTest
    @EnumSource(ObservedObjects.class)
    void decidesNothingAboutWhatItCannotSee(ObservedObjects observedObjects) {
        planning.settle();

        CertificatePlan plan = observedObjects.plan(planning);

        assertThat(reasons(plan)).containsExactly(observedObjects.reason);
        assertThat(plan.createOnly()).isEmpty();
        assertThat(plan.unwanted()).isEmpty();
        assertThat(plan.desired())
                .noneSatisfy(
                        object -> assertThat(object.getMetadata().getName()).isEqualTo(observedObjects.untouched));
    }

    @Test
    void printsNoKey() {
        assertThat(planning.plan().toString())
                .doesNotContain("tls.key", "PRIVATE")
                .contains("createOnly=1");
    }

    private X509Certificate leaf(NamespacedName key) {
        return cluster.held(key).chain().getFirst();
    }

    private X509Certificate caInPlace() {
        return cluster.held(CA).chain().getFirst();
    }
}
