package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** A subscriber to the availability of one API, and what was reported to it last. Answers are taken by one thread at a time. */
final class ApiSubscription {

    /** What became of an answer of discovery. */
    enum Taken {
        /** It was reported. */
        NEWS,
        /** It had been reported before. */
        KNOWN,
        /** It is not believed yet. */
        DOUBTED
    }

    /** How long discovery has to leave out what was served, while nothing else says that it is gone. */
    private static final Duration DOUBT = Duration.ofSeconds(30);

    private final GroupVersionResource resource;
    private final Consumer<ApiAvailability> listener;
    private ApiAvailability reported = ApiAvailability.UNKNOWN;
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
        if (served || reported != ApiAvailability.SERVED || seenToGo) {
            return report(served ? ApiAvailability.SERVED : ApiAvailability.ABSENT);
        }
        if (leftOutSince == null) {
            leftOutSince = now;
        }
        return now.isBefore(leftOutSince.plus(DOUBT)) ? Taken.DOUBTED : report(ApiAvailability.ABSENT);
    }

    /** The API is there, but in other versions: its reader finds out that this one cannot be read, and what was reported stays. */
    void takeOtherVersions() {
        report(ApiAvailability.SERVED);
    }

    /** No answer to the question: what was known stays. */
    void refused(ApiException failure) {
        answered |= failure.isAnswer();
    }

    private Taken report(ApiAvailability now) {
        boolean news = now != reported;
        leftOutSince = null;
        if (news) {
            // In this order: a report that failed is repeated.
            listener.accept(now);
            reported = now;
        }
        answered = true;
        return news ? Taken.NEWS : Taken.KNOWN;
    }
}
