package io.operatormetrics.operator.settings;

import io.operatormetrics.server.settings.Setting;
import io.operatormetrics.server.settings.SettingsReader;
import io.operatormetrics.server.settings.ValueSyntax;
import org.slf4j.event.Level;

/** How much is logged, and in which form; always on stderr. */
public record LogSettings(Level level, Format format) {

    /** One event a line. */
    public enum Format {
        /** For people. */
        TEXT,
        /** One object a line, for log collectors. */
        JSON
    }

    static final Setting<Level> LOG_LEVEL = Setting.of(
            "LOG_LEVEL",
            ValueSyntax.oneOf(Level.class, Lowercase::name),
            "info",
            "Lowest level that is logged; of libraries never below `warn`, since their debug output can hold Secrets");
    static final Setting<Format> LOG_FORMAT = Setting.of(
            "LOG_FORMAT",
            ValueSyntax.oneOf(Format.class, Lowercase::name),
            "text",
            "`text` for people or `json` for collectors, on stderr");

    public static LogSettings read(SettingsReader reader) {
        return new LogSettings(reader.read(LOG_LEVEL), reader.read(LOG_FORMAT));
    }
}
