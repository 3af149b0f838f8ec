package io.operatormetrics.operator.settings;

import java.util.Locale;

/** How constants are called in settings. */
final class Lowercase {

    private Lowercase() {}

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
