package io.operatormetrics.operator.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RenewedLockTest {

    private static final Instant START = Instant.parse("2026-11-24T03:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(15);

    private final KubernetesClient client = new KubernetesClientBuilder().build();
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource clock = now::get;
    private final ScriptedLock scripted = new ScriptedLock();
    private final RenewedLock lock = new RenewedLock(scripted, clock.withZone(ZoneOffset.UTC));

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void isNotRenewedBeforeItWasWritten() {
        assertThat(lock.isRenewedWithin(LEASE)).isFalse();
    }

    @Test
    void isRenewedForTheLengthOfTheLeaseAfterCreationAndUpdate() {
        lock.create(client, record("us"));
        turn(Duration.ofSeconds(14));
        assertThat(lock.isRenewedWithin(LEASE)).isTrue();
        turn(Duration.ofSeconds(1));
        assertThat(lock.isRenewedWithin(LEASE)).isFalse();

        lock.update(client, record("us"));
        assertThat(lock.isRenewedWithin(LEASE)).isTrue();
    }

    @Test
    void countsFromBeforeARequestThatTookLong() {
        scripted.takes = Duration.ofSeconds(20);
        lock.update(client, record("us"));
        assertThat(lock.isRenewedWithin(LEASE)).isFalse();
    }

    @Test
    void isNotRenewedByAnUpdateThatFailed() {
        lock.update(client, record("us"));
        turn(LEASE);
        scripted.failure = new KubernetesClientException("forbidden", 403, null);

        assertThatThrownBy(() -> lock.update(client, record("us"))).isSameAs(scripted.failure);

        assertThat(lock.isRenewedWithin(LEASE)).isFalse();
    }

    @Test
    void isGivenUpByWritingNobodysName() {
        lock.update(client, record("us"));
        lock.update(client, record(""));
        assertThat(lock.isRenewedWithin(LEASE)).isFalse();
    }

    private void turn(Duration forward) {
        now.updateAndGet(instant -> instant.plus(forward));
    }

    private static LeaderElectionRecord record(String holder) {
        ZonedDateTime time = START.atZone(ZoneOffset.UTC);
        return new LeaderElectionRecord(holder, LEASE, time, time, 0);
    }

    /** Answers as told; its requests take as long as the test says. */
    private final class ScriptedLock implements Lock {
        private Duration takes = Duration.ZERO;
        private KubernetesClientException failure = null;

        @Override
        public LeaderElectionRecord get(KubernetesClient client) {
            return record("us");
        }

        @Override
        public void create(KubernetesClient client, LeaderElectionRecord record) {
            answer();
        }

        @Override
        public void update(KubernetesClient client, LeaderElectionRecord record) {
            answer();
        }

        private void answer() {
            turn(takes);
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public String identity() {
            return "us";
        }

        @Override
        public String describe() {
            return "lock";
        }
    }
}
