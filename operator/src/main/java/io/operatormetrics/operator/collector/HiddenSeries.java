package io.operatormetrics.operator.collector;

import java.util.Locale;

/** Why series of objects that are there are missing in the exposition: the values of label {@code reason}. */
enum HiddenSeries {
    /** The exposition refuses their text. */
    INVALID,
    /** The object's JSON is not what its kind says; it counts as one series. */
    UNREADABLE,
    /** The namespace has more Secrets than CERTIFICATES_PER_NAMESPACE. */
    NAMESPACE_LIMIT;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
