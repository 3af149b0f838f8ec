package io.operatormetrics.server.settings;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads settings in tests and takes the outcome apart. */
record Reading<T>(Function<SettingsReader, T> schema) {

    T valid(Map<String, String> variables) {
        return outcome(variables).settings();
    }

    List<String> warnings(Map<String, String> variables) {
        return outcome(variables).warnings();
    }

    List<String> problems(Map<String, String> variables) {
        return switch (SettingsReader.read(variables, schema)) {
            case SettingsOutcome.Valid<T> unused -> List.of();
            case SettingsOutcome.Invalid<T>(var problems) ->
                problems.stream().map(SettingProblem::line).toList();
        };
    }

    private SettingsOutcome.Valid<T> outcome(Map<String, String> variables) {
        return switch (SettingsReader.read(variables, schema)) {
            case SettingsOutcome.Valid<T> valid -> valid;
            case SettingsOutcome.Invalid<T>(var problems) -> throw new AssertionError(problems);
        };
    }
}
