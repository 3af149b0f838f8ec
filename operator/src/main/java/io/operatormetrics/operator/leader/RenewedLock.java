package io.operatormetrics.operator.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A lock that knows when this replica wrote its name into it last. The elector says that leadership was lost only once its own request
 * returns; while an API server hangs that can be long after others have taken over. It also says once what keeps it from the lock, where the
 * elector repeats it with each attempt.
 */
final class RenewedLock implements Lock {

    private static final Logger log = LoggerFactory.getLogger(RenewedLock.class);
    private static final int CONFLICT = 409;

    private final Lock lock;
    private final Clock clock;
    /** What each kind of request fails of; a right to read says nothing about that to write. */
    private final Map<String, String> troubles = new ConcurrentHashMap<>();

    private volatile @Nullable Instant renewed;

    RenewedLock(Lock lock, Clock clock) {
        this.lock = lock;
        this.clock = clock;
    }

    /** Whether the last renewal is no older than this. */
    boolean isRenewedWithin(Duration lease) {
        Instant last = renewed;
        return last != null && clock.instant().isBefore(last.plus(lease));
    }

    @Override
    public @Nullable LeaderElectionRecord get(KubernetesClient client) {
        return telling("read", () -> lock.get(client));
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord record) {
        write("create", record, () -> lock.create(client, record));
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord record) {
        write("update", record, () -> lock.update(client, record));
    }

    private void write(String verb, LeaderElectionRecord record, Runnable request) {
        // From before the request: that is when others begin to count, whenever its answer comes.
        Instant asked = clock.instant();
        telling(verb, () -> {
            request.run();
            return record;
        });
        renewed = identity().equals(record.getHolderIdentity()) ? asked : null;
    }

    private <T extends @Nullable Object> T telling(String verb, Supplier<T> request) {
        try {
            T answer = request.get();
            tell(verb, null);
            return answer;
        } catch (KubernetesClientException failure) {
            // Another replica was faster, which is what the lock is for.
            tell(verb, failure.getCode() == CONFLICT ? null : firstLine(failure));
            throw failure;
        }
    }

    private void tell(String verb, @Nullable String now) {
        String before = now == null ? troubles.remove(verb) : troubles.put(verb, now);
        if (now != null && !now.equals(before)) {
            log.warn("{}: cannot {} it: {}; will try again", describe(), verb, now);
        } else if (now == null && before != null) {
            log.info("{}: can {} it again", describe(), verb);
        }
    }

    private static String firstLine(KubernetesClientException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("without a message");
    }

    @Override
    public String identity() {
        return lock.identity();
    }

    @Override
    public String describe() {
        return lock.describe();
    }
}
