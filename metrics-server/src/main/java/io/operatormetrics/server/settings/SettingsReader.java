package io.operatormetrics.server.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads variables for the records that declare them and collects what is wrong with them, so that all of it can be said at once.
 *
 * <p>Blanks around a value do not count, and a blank value counts as not set. While a value is wrong its default stands in, so that
 * reading can go on; the result of such a reading is thrown away. For one thread.
 */
public final class SettingsReader {

    private final Map<String, String> variables;
    private final Map<String, Setting<?>> declared = new LinkedHashMap<>();
    private final Set<String> reserved = new TreeSet<>();
    private final List<SettingProblem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private SettingsReader(Map<String, String> variables) {
        this.variables = variables;
    }

    /** Reads everything that {@code schema} asks for, for instance {@code MySettings::read}. */
    public static <T> SettingsOutcome<T> read(Map<String, String> variables, Function<SettingsReader, T> schema) {
        SettingsReader reader = new SettingsReader(variables);
        T settings = schema.apply(reader);
        if (!reader.problems.isEmpty()) {
            return new SettingsOutcome.Invalid<>(reader.problems);
        }
        List<String> warnings = Stream.concat(
                        reader.warnings.stream(),
                        new UnknownVariables(reader.reserved, reader.declared.keySet()).warning(variables).stream())
                .toList();
        return new SettingsOutcome.Valid<>(settings, warnings);
    }

    /** Every setting that {@code schema} asks for, in that order. A schema asks for all of its settings, whatever their values. */
    public static List<Setting<?>> catalogue(Function<SettingsReader, ?> schema) {
        SettingsReader reader = new SettingsReader(Map.of());
        var unused = schema.apply(reader);
        return List.copyOf(reader.declared.values());
    }

    /** The value, or the default that the setting declares. */
    public <T> T read(Setting<T> setting) {
        String defaultText = switch (setting.byDefault()) {
            case Setting.Default.Value(String text) -> text;
            case Setting.Default.Described unused ->
                throw new IllegalArgumentException(setting.name() + " declares no default value");
        };
        return find(setting).orElseGet(() -> setting.syntax().parse(defaultText).orElseThrow());
    }

    /** The value; empty when it is not set, or wrong. */
    public <T> Optional<T> find(Setting<T> setting) {
        declared.put(setting.name(), setting);
        Optional<String> text = text(setting);
        Optional<T> value = text.flatMap(setting.syntax()::parse);
        if (text.isPresent() && value.isEmpty()) {
            reject(setting, setting.syntax().expected());
        }
        return value;
    }

    public boolean isSet(Setting<?> setting) {
        return text(setting).isPresent();
    }

    /** Whether none of these has a problem so far: a rule over several settings is worth checking only then. */
    public boolean areRight(Setting<?>... settings) {
        return Stream.of(settings)
                .noneMatch(setting ->
                        problems.stream().anyMatch(problem -> problem.name().equals(setting.name())));
    }

    /** Adds a problem with the whole value of a setting. */
    public void reject(Setting<?> setting, String expected) {
        reject(setting, text(setting).orElse(""), expected);
    }

    /** Adds a problem with a part of a setting's value. */
    public void reject(Setting<?> setting, String part, String expected) {
        problems.add(new SettingProblem(setting.name(), part, expected));
    }

    /** A variable that begins like that and is no setting is probably misspelled: a warning names it. */
    public void reserve(String prefix) {
        reserved.add(prefix);
    }

    /** Adds a line about something that is allowed and probably not meant. */
    public void warn(String line) {
        warnings.add(line);
    }

    private Optional<String> text(Setting<?> setting) {
        return Optional.ofNullable(variables.get(setting.name()))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }
}
