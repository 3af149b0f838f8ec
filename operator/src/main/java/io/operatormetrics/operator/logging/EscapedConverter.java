package io.operatormetrics.operator.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;

import java.util.stream.Collectors;

/**
 * {@code %escaped(…)} in a pattern: a message may quote what strangers sent, and must not be able to look like another event or to move the
 * cursor. With the option {@code lines} each line is kept as one that begins with a tab, as no event does.
 */
final class EscapedConverter extends CompositeConverter<ILoggingEvent> {

    static final String WORD = "escaped";

    @Override
    protected String transform(ILoggingEvent event, String text) {
        return "lines".equals(getFirstOption())
                ? text.lines().map(line -> "\t" + escape(line) + "\n").collect(Collectors.joining())
                : escape(text);
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            switch (c) {
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append('\t');
                default -> {
                    if (Character.isISOControl(c)) {
                        escaped.append(String.format("\\u%04x", c));
                    } else {
                        escaped.append((char) c);
                    }
                }
            }
        });
        return escaped.toString();
    }
}
