package io.operatormetrics.server.exposition;

import org.jspecify.annotations.Nullable;

/** Where a series of an object stands, so that it is found again without keeping its labels twice. Guarded by the store. */
final class SeriesSlot {

    private final String objectKey;
    private final RegisteredFamily family;
    private @Nullable Segment segment;

    SeriesSlot(String objectKey, RegisteredFamily family) {
        this.objectKey = objectKey;
        this.family = family;
    }

    String objectKey() {
        return objectKey;
    }

    RegisteredFamily family() {
        return family;
    }

    /** The segment that holds the series now. */
    Segment segment() {
        if (segment == null) {
            throw new IllegalStateException("a series of " + objectKey + " that was not placed yet");
        }
        return segment;
    }

    void moveTo(Segment now) {
        segment = now;
    }
}
