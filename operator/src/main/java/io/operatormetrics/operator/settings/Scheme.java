package io.operatormetrics.operator.settings;

import java.util.Locale;

/** How the metrics are served. */
public enum Scheme {
    HTTP,
    HTTPS;

    /** As in settings and URLs: {@code http}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
