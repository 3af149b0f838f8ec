package io.operatormetrics.kubernetes.control;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.FakeApiServer;
import io.operatormetrics.kubernetes.client.KubernetesClients;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.ResourceClient;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LeaseRenewalCheckTest {

    private static final NamespacedName LEASE = new NamespacedName("ns", "op");
    private static final String PATH = "/apis/coordination.k8s.io/v1/namespaces/ns/leases/op";

    private final FakeApiServer api = new FakeApiServer();
    private final KubernetesClient client =
            KubernetesClients.create(api.config(), new PrometheusRegistry(), "operator");
    private final HandTime time = new HandTime();
    private final LeaseRenewalCheck observer = new LeaseRenewalCheck(new ResourceClient(client, "test"), time);

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    /** Seconds pass only where somebody waits for them. */
    private static final class HandTime implements LeaseRenewalCheck.Time {
        private final NavigableMap<Long, Runnable> events = new TreeMap<>();
        private long seconds;

        @Override
        public long nanos() {
            return Duration.ofSeconds(seconds).toNanos();
        }

        @Override
        public void pause(Duration duration) {
            seconds += duration.toSeconds();
            while (!events.isEmpty() && events.firstKey() <= seconds) {
                events.pollFirstEntry().getValue().run();
            }
        }
    }

    private void lease(String holder, int seconds, String renewed) {
        api.object(PATH, """
                {"metadata": {"name": "op"},
                 "spec": {"holderIdentity": "%s", "leaseDurationSeconds": %d, "renewTime": "%s"}}""".formatted(holder, seconds, renewed));
    }

    @Test
    void aLeaseThatIsNotThereIsRenewedByNobody() throws Exception {
        assertThat(observer.renewer(List.of(LEASE))).isEmpty();
        assertThat(time.seconds).isZero();
    }

    /** A clock that is ahead says that the Lease is held for years to come. */
    @Test
    void aLeaseThatNobodyRenewsIsObservedToItsEndWhateverItsTimes() throws Exception {
        lease("dead", 15, "2099-01-01T00:00:00.000000Z");
        assertThat(observer.renewer(List.of(LEASE))).isEmpty();
        assertThat(time.seconds).isEqualTo(16);
    }

    /** A clock that is behind says that it ended long ago. */
    @Test
    void aLeaseThatIsRenewedNamesWhoDoesWhateverItsTimes() throws Exception {
        lease("alive", 15, "2001-01-01T00:00:00.000000Z");
        time.events.put(2L, () -> lease("alive", 15, "2001-01-01T00:00:02.000000Z"));
        assertThat(observer.renewer(List.of(LEASE))).hasValue("alive renews Lease ns/op");
        assertThat(time.seconds).isEqualTo(2);
    }

    @Test
    void aLeaseThatWasGivenUpMayBeTakenByAnother() throws Exception {
        lease("", 1, "2026-01-01T00:00:00.000000Z");
        time.events.put(9L, () -> lease("next", 15, "2026-01-01T00:00:09.000000Z"));
        assertThat(observer.renewer(List.of(LEASE))).hasValue("next renews Lease ns/op");
    }

    @Test
    void aLeaseThatIsGivenUpMeanwhileIsNotRenewed() throws Exception {
        lease("going", 15, "2026-01-01T00:00:00.000000Z");
        time.events.put(3L, () -> lease("", 1, "2026-01-01T00:00:03.000000Z"));
        assertThat(observer.renewer(List.of(LEASE))).isEmpty();
    }

    @Test
    void anEndlessLeaseIsNotObservedForEver() throws Exception {
        lease("dead", Integer.MAX_VALUE, "2026-01-01T00:00:00.000000Z");
        assertThat(observer.renewer(List.of(LEASE))).isEmpty();
        assertThat(time.seconds).isEqualTo(60);
    }

    @Test
    void oneOfSeveralIsEnough() throws Exception {
        NamespacedName other = new NamespacedName("ns", "other");
        lease("dead", 15, "2026-01-01T00:00:00.000000Z");
        String path = PATH.replace("op", "other");
        api.object(path, "{\"spec\": {\"holderIdentity\": \"alive\", \"leaseTransitions\": 1}}");
        time.events.put(
                5L, () -> api.object(path, "{\"spec\": {\"holderIdentity\": \"alive\", \"leaseTransitions\": 2}}"));
        assertThat(observer.renewer(List.of(LEASE, other))).hasValue("alive renews Lease ns/other");
    }

    @Test
    void whatCannotBeReadIsNotTakenForFree() {
        api.resource(PATH).code(403);
        assertThatThrownBy(() -> observer.renewer(List.of(LEASE))).isInstanceOf(ApiException.class);
    }
}
