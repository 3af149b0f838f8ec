package io.operatormetrics.it.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A body in the Prometheus text format 0.0.4, read with the strictness of a scraper: what cannot be read fails the test. */
public record Scrape(String text, List<Sample> samples, Map<String, String> types) {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL =
            Pattern.compile("\\G,?([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]++|\\\\[\\\\\"n])*)\"");

    public static Scrape parse(String text) {
        if (!text.isEmpty() && !text.endsWith("\n")) {
            throw new AssertionError("the last line is not ended: " + text.substring(text.lastIndexOf('\n') + 1));
        }
        List<Sample> samples = new ArrayList<>();
        Map<String, String> types = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                String[] parts = line.split(" ", 4);
                if (types.put(parts[2], parts[3]) != null) {
                    throw new AssertionError("two families of one name: " + line);
                }
            } else if (!line.startsWith("# HELP ")) {
                samples.add(sample(line));
            }
        }
        if (samples.stream()
                        .map(sample -> sample.name() + sample.labels())
                        .distinct()
                        .count()
                != samples.size()) {
            throw new AssertionError("a series appears twice:\n" + text);
        }
        return new Scrape(text, List.copyOf(samples), Map.copyOf(types));
    }

    /** The samples of that name, in the order of their labels. */
    public List<Sample> named(String name) {
        return matching(sample -> sample.name().equals(name));
    }

    public List<Sample> matching(Predicate<Sample> wanted) {
        return samples.stream().filter(wanted).toList();
    }

    /** The value of the one series of that name with at least those labels, given as name, value, name, value …; empty when there is none. */
    public OptionalDouble value(String name, String... labels) {
        List<Sample> found = matching(sample -> sample.name().equals(name) && sample.has(labels));
        if (found.size() > 1) {
            throw new AssertionError("not one series: " + found);
        }
        return found.stream().mapToDouble(Sample::value).findFirst();
    }

    private static Sample sample(String line) {
        Matcher parts = SAMPLE.matcher(line);
        if (!parts.matches()) {
            throw new AssertionError("not a line of the text format: " + line);
        }
        String labels = parts.group(2);
        return new Sample(
                parts.group(1), labels == null ? new TreeMap<>() : labels(labels, line), number(parts.group(3)));
    }

    private static SortedMap<String, String> labels(String text, String line) {
        SortedMap<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(text);
        int end = 0;
        while (label.find()) {
            labels.put(label.group(1), unescape(label.group(2)));
            end = label.end();
        }
        if (end != text.length()) {
            throw new AssertionError("not labels of the text format: " + line);
        }
        return labels;
    }

    private static String unescape(String value) {
        return Pattern.compile("\\\\(.)")
                .matcher(value)
                .replaceAll(escape -> Matcher.quoteReplacement(escape.group(1).equals("n") ? "\n" : escape.group(1)));
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
