package io.operatormetrics.benchmarks.peer;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether what a server answered holds exactly the workload's series, whatever its order of labels and its way to write numbers. */
public final class ServedSeries {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"([^\"]*)\",?");

    private final Map<String, Double> samples = new HashMap<>();

    private ServedSeries() {}

    /** Reads the Prometheus text format; label values of the workload need no escapes. */
    public static ServedSeries parse(String text) {
        ServedSeries served = new ServedSeries();
        text.lines().filter(line -> !line.isEmpty() && !line.startsWith("#")).forEach(served::add);
        return served;
    }

    /** Throws with the first difference. Families of the server's own beside the workload's are its own affair. */
    public void requireAll(Workload workload) {
        workload.forEach(this::require);
        requireCount(Workload.CERTIFICATES, workload.size() - 1);
        requireCount(Workload.SMALL, 1);
    }

    /** Throws when there is more or less than the small family. */
    public void requireSmallOnly() {
        require(Workload.SMALL_SAMPLE);
        if (samples.size() != 1) {
            throw new IllegalStateException(samples.size() + " series (expected: 1, as one family was asked for)");
        }
    }

    /** Throws when it is not there or has another value. */
    public void require(Workload.Sample expected) {
        Double value = samples.get(expected.key());
        if (value == null || value != expected.value()) {
            throw new IllegalStateException(expected.key() + " is " + (value == null ? "not there" : value)
                    + " (expected: " + expected.value() + ")");
        }
    }

    private void requireCount(Workload.Family family, int expected) {
        long count = samples.keySet().stream()
                .filter(key -> key.startsWith(family.name() + "{"))
                .count();
        if (count != expected) {
            throw new IllegalStateException(count + " series of " + family.name() + " (expected: " + expected + ")");
        }
    }

    private void add(String line) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new IllegalStateException("not a sample: \"" + line + "\"");
        }
        TreeMap<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        while (label.find()) {
            labels.put(label.group(1), label.group(2));
        }
        String key = Workload.key(sample.group(1), labels);
        if (samples.put(key, Double.valueOf(sample.group(3))) != null) {
            throw new IllegalStateException("twice: " + key);
        }
    }
}
