package io.operatormetrics.server.settings;

/**
 * A value that cannot be used.
 *
 * @param expected what would be right, for people, for instance {@code 0-65535}
 */
public record SettingProblem(String name, String value, String expected) {

    private static final int LONGEST_VALUE_SHOWN = 200;

    /** The line to print: {@code METRICS_PORT: "94x4" (expected: 0-65535)}. Always one line, whatever the value holds. */
    public String line() {
        return name + ": \"" + shown(value) + "\" (expected: " + expected + ")";
    }

    private static String shown(String value) {
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
