package io.operatormetrics.server.settings;

import java.util.List;

/** How reading a whole configuration ended. */
public sealed interface SettingsOutcome<T> {

    /**
     * All of it can be used.
     *
     * @param warnings one line each, of what is allowed and probably not meant
     */
    record Valid<T>(T settings, List<String> warnings) implements SettingsOutcome<T> {
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /** Some of it cannot; every problem is here. */
    record Invalid<T>(List<SettingProblem> problems) implements SettingsOutcome<T> {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
