package io.operatormetrics.server.settings;

import java.util.regex.Pattern;

/**
 * A value that cannot be used. What looks like a key or a token is never printed: it was put into the wrong variable.
 *
 * @param expected what would be right, for people, for instance {@code 0-65535}; it is printed as it is, so it repeats no value
 */
public record SettingProblem(String name, String value, String expected) {

    private static final int LONGEST_VALUE_SHOWN = 60;

    /** In whatever way they are encoded; the name of a cipher suite is as long, and none. */
    private static final Pattern SECRET = Pattern.compile(
            "-----BEGIN|\\R|(?<![A-Za-z0-9+=_-])(?!TLS_[A-Z0-9_]+(?![A-Za-z0-9+=_-]))[A-Za-z0-9+=_-]{40}");

    /** The line to print: {@code PORT: "94x4" (expected: 0-65535)}. Always one line, whatever the value holds. */
    public String line() {
        return name + ": " + shown() + " (expected: " + expected + ")";
    }

    private String shown() {
        return SECRET.matcher(value).find()
                ? "a value of " + value.length() + " characters that looks like a key or a token and is not shown"
                : '"' + escaped(value) + '"';
    }

    private static String escaped(String value) {
        StringBuilder shown = new StringBuilder();
        value.codePoints().limit(LONGEST_VALUE_SHOWN).forEach(c -> {
            switch (c) {
                case '\n' -> shown.append("\\n");
                case '"', '\\' -> shown.append('\\').appendCodePoint(c);
                default -> {
                    if (Character.isISOControl(c) || Character.getType(c) == Character.LINE_SEPARATOR) {
                        shown.append(String.format("\\u%04x", c));
                    } else {
                        shown.appendCodePoint(c);
                    }
                }
            }
        });
        return value.codePointCount(0, value.length()) > LONGEST_VALUE_SHOWN
                ? shown.append("…").toString()
                : shown.toString();
    }
}
