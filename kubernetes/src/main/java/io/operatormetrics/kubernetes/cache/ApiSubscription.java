package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** One who wants to know about one API, and what was said last. Answers are taken by one thread at a time. */
final class ApiSubscription {

    /** What became of an answer of discovery. */
    enum Taken {
        /** It was told. */
        NEWS,
        /** It had been told before. */
        KNOWN,
        /** It is not believed yet. */
        DOUBTED
    }

    /** How long discovery has to leave out what was served, while nothing else says that it is gone. */
    private static final Duration DOUBT = Duration.ofSeconds(30);

    private final GroupVersionResource resource;
    private final Consumer<ApiAvailability> listener;
    private ApiAvailability told = ApiAvailability.UNKNOWN;
    private @Nullable Instant leftOutSince;
    private volatile boolean answered;

    ApiSubscription(GroupVersionResource resource, Consumer<ApiAvailability> listener) {
        this.resource = resource;
        this.listener = listener;
    }

    GroupVersionResource resource() {
        return resource;
    }

    /** Whether the API server said anything about this API. */
    boolean isAnswered() {
        return answered;
    }

    /**
     * What discovery says.
     *
     * @param seenToGo whether the definition of this API was seen to go
     */
    Taken take(boolean served, boolean seenToGo, Instant now) {
        if (served || told != ApiAvailability.SERVED || seenToGo) {
            return tell(served ? ApiAvailability.SERVED : ApiAvailability.ABSENT);
        }
        if (leftOutSince == null) {
            leftOutSince = now;
        }
        return now.isBefore(leftOutSince.plus(DOUBT)) ? Taken.DOUBTED : tell(ApiAvailability.ABSENT);
    }

    /** The API is there, but in other versions: whoever reads it finds out that this one cannot be read, and what was told stays. */
    void takeOtherVersions() {
        tell(ApiAvailability.SERVED);
    }

    /** No answer to the question: what was known stays. */
    void refused(ApiException failure) {
        answered |= failure.isAnswer();
    }

    private Taken tell(ApiAvailability now) {
        boolean news = now != told;
        leftOutSince = null;
        if (news) {
            // In this order: what failed to be told is told again.
            listener.accept(now);
            told = now;
        }
        answered = true;
        return news ? Taken.NEWS : Taken.KNOWN;
    }
}
