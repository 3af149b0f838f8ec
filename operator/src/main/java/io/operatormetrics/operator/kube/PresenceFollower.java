package io.operatormetrics.operator.kube;

import io.operatormetrics.operator.kube.ApiPresence.Presence;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** One who wants to know about one API, and what was said last. Answers are taken by one thread at a time. */
final class PresenceFollower {

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

    private final ApiResource resource;
    private final Consumer<Presence> listener;
    private Presence told = Presence.UNKNOWN;
    private @Nullable Instant leftOutSince;
    private volatile boolean answered;

    PresenceFollower(ApiResource resource, Consumer<Presence> listener) {
        this.resource = resource;
        this.listener = listener;
    }

    ApiResource resource() {
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
        if (served || told != Presence.SERVED || seenToGo) {
            return tell(served ? Presence.SERVED : Presence.ABSENT);
        }
        if (leftOutSince == null) {
            leftOutSince = now;
        }
        return now.isBefore(leftOutSince.plus(DOUBT)) ? Taken.DOUBTED : tell(Presence.ABSENT);
    }

    /** The API is there, but in other versions: whoever reads it finds out that this one cannot be read, and what was told stays. */
    void takeOtherVersions() {
        tell(Presence.SERVED);
    }

    /** No answer to the question: what was known stays. */
    void refused(ApiFailure failure) {
        answered |= failure.isAnswer();
    }

    private Taken tell(Presence now) {
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
