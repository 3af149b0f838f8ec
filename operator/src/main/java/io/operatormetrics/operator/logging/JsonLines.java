package io.operatormetrics.operator.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Events for log collectors, one flat object a line: {@code timestamp}, {@code level}, {@code logger}, {@code thread}, {@code message},
 * the event's own keys, and {@code exception} with the stack trace. Logback's own encoder nests keys in arrays of objects.
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {

    private static final Set<String> TAKEN = Set.of("timestamp", "level", "logger", "thread", "message", "exception");

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder json = new StringBuilder(300).append("{\"timestamp\":\"");
        TextLines.INSTANT.formatTo(event.getInstant(), json);
        json.append("\",\"level\":\"").append(event.getLevel()).append('"');
        appendMember(json, "logger", event.getLoggerName());
        appendMember(json, "thread", event.getThreadName());
        appendMember(json, "message", event.getFormattedMessage());
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> appendPair(json, pair));
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            appendMember(json, "exception", ThrowableProxyUtil.asString(thrown));
        }
        return json.append("}\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte @Nullable [] headerBytes() {
        return null;
    }

    @Override
    public byte @Nullable [] footerBytes() {
        return null;
    }

    private static void appendPair(StringBuilder json, KeyValuePair pair) {
        String key = TAKEN.contains(pair.key) ? "_" + pair.key : pair.key;
        switch (pair.value) {
            case Integer number -> appendName(json, key).append(number);
            case Long number -> appendName(json, key).append(number);
            case Boolean flag -> appendName(json, key).append(flag);
            case null -> appendName(json, key).append("null");
            default -> appendMember(json, key, String.valueOf(pair.value));
        }
    }

    private static void appendMember(StringBuilder json, String name, String value) {
        appendName(json, name);
        appendString(json, value);
    }

    private static StringBuilder appendName(StringBuilder json, String name) {
        json.append(',');
        appendString(json, name);
        return json.append(':');
    }

    private static void appendString(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ' || (Character.isSurrogate(c) && !isPaired(text, i))) {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }

    private static boolean isPaired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }
}
