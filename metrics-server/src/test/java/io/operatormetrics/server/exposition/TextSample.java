package io.operatormetrics.server.exposition;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sample read back from text or OpenMetrics, written from the formats' specification and not from what we write. */
public record TextSample(String name, Map<String, String> labels, double value) {

    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? ([^ ]+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]++|\\\\.)*+)\",?");

    public static List<TextSample> parse(String text) {
        return text.lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(TextSample::parseLine)
                .toList();
    }

    private static TextSample parseLine(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new AssertionError("not a sample: " + line);
        }
        return new TextSample(parts.group(1), labels(parts.group(2)), number(parts.group(3)));
    }

    private static Map<String, String> labels(String list) {
        Map<String, String> labels = new TreeMap<>();
        if (list == null) {
            return labels;
        }
        Matcher label = LABEL.matcher(list);
        int end = 0;
        while (label.find() && label.start() == end) {
            end = label.end();
            String before = labels.put(label.group(1), unescape(label.group(2)));
            if (before != null) {
                throw new AssertionError("label twice: " + list);
            }
        }
        if (end != list.length()) {
            throw new AssertionError("not a list of labels: " + list);
        }
        return labels;
    }

    private static String unescape(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            text.append(c != '\\' ? c : value.charAt(++i) == 'n' ? '\n' : value.charAt(i));
        }
        return text.toString();
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
