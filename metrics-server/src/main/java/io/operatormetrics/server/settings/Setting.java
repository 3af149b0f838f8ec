package io.operatormetrics.server.settings;

/**
 * One environment variable: what it may hold and what it is for. Declared once, beside the record that reads it; the documentation is
 * made from these.
 *
 * @param meaning one sentence for people, without a final full stop
 */
public record Setting<T>(String name, ValueSyntax<T> syntax, Default byDefault, String meaning) {

    /** What holds while the variable is not set. */
    public sealed interface Default {
        /** A value in the variable's own syntax. */
        record Value(String text) implements Default {}

        /** Something that depends on more than this variable, in words. */
        record Described(String words) implements Default {}
    }

    /** A setting that is {@code defaultValue} while unset. */
    public static <T> Setting<T> of(String name, ValueSyntax<T> syntax, String defaultValue, String meaning) {
        return new Setting<>(name, syntax, new Default.Value(defaultValue), meaning);
    }

    /** A setting whose reader decides what unset means; {@code words} say what that is. */
    public static <T> Setting<T> open(String name, ValueSyntax<T> syntax, String words, String meaning) {
        return new Setting<>(name, syntax, new Default.Described(words), meaning);
    }
}
