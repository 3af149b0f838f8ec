package io.operatormetrics.it.harness;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** One series with its value, as scraped; labels in the order of their names. */
public record Sample(String name, SortedMap<String, String> labels, double value) {

    public Sample {
        labels = new TreeMap<>(labels);
    }

    /** The same with labels given as name, value, name, value …. */
    public static Sample of(String name, double value, String... labels) {
        SortedMap<String, String> map = new TreeMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            map.put(labels[i], labels[i + 1]);
        }
        return new Sample(name, map, value);
    }

    /** Whether it has at least those labels, given as name, value, name, value …. */
    boolean has(String... wanted) {
        Map<String, String> all = of(name, value, wanted).labels();
        return labels.entrySet().containsAll(all.entrySet());
    }
}
