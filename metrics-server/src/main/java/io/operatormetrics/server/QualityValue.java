package io.operatormetrics.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One element of {@code Accept} or {@code Accept-Encoding} (RFC 9110, 12.4 and 12.5).
 *
 * @param value in lower case, {@code text/plain} or {@code gzip}
 * @param parameters names in lower case, without {@code q}
 * @param quality 0 to 1; 0 refuses
 */
record QualityValue(String value, Map<String, String> parameters, double quality) {

    private static final Pattern QUALITY = Pattern.compile("[01](\\.[0-9]{0,3})?");
    private static final Pattern PARAMETER = Pattern.compile("\\s*([^=\\s]+)\\s*=\\s*(?:\"(.*)\"|(.*?))\\s*");

    /** What the lines of a header list, in order. An element that cannot be read says nothing, so it is left out. */
    static List<QualityValue> parse(List<String> headerLines) {
        List<QualityValue> values = new ArrayList<>();
        for (String line : headerLines) {
            for (String element : split(line, ',')) {
                parseElement(element).ifPresent(values::add);
            }
        }
        return values;
    }

    private static Optional<QualityValue> parseElement(String element) {
        List<String> pieces = split(element, ';');
        String value = pieces.getFirst().strip().toLowerCase(Locale.ROOT);
        Map<String, String> parameters = new HashMap<>();
        for (String piece : pieces.subList(1, pieces.size())) {
            Matcher parameter = PARAMETER.matcher(piece);
            if (parameter.matches()) {
                String quoted = parameter.group(2);
                parameters.put(
                        parameter.group(1).toLowerCase(Locale.ROOT), quoted == null ? parameter.group(3) : quoted);
            }
        }
        String quality = parameters.getOrDefault("q", "1");
        if (value.isEmpty() || !QUALITY.matcher(quality).matches()) {
            return Optional.empty();
        }
        parameters.remove("q");
        return Optional.of(new QualityValue(value, Map.copyOf(parameters), Math.min(1, Double.parseDouble(quality))));
    }

    /** Cuts at a separator that is not inside quotes. */
    private static List<String> split(String text, char separator) {
        List<String> pieces = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                pieces.add(text.substring(start, i));
                start = i + 1;
            }
        }
        pieces.add(text.substring(start));
        return pieces;
    }
}
