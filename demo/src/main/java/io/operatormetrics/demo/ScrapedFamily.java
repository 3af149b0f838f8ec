package io.operatormetrics.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * One family of an exposition.
 *
 * @param series its sample lines as they came
 */
record ScrapedFamily(String name, String type, List<String> series) {

    ScrapedFamily {
        series = List.copyOf(series);
    }

    /** The families of an exposition in Prometheus's text format 0.0.4, in its order. */
    static List<ScrapedFamily> parse(String text) {
        List<ScrapedFamily> families = new ArrayList<>();
        String name = "";
        String type = "";
        List<String> series = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                addTo(families, name, type, series);
                String[] words = line.split(" ", 4);
                name = words[2];
                type = words[3];
                series.clear();
            } else if (!line.startsWith("#") && !line.isBlank()) {
                series.add(line);
            }
        }
        addTo(families, name, type, series);
        return families;
    }

    private static void addTo(List<ScrapedFamily> families, String name, String type, List<String> series) {
        if (!name.isEmpty()) {
            families.add(new ScrapedFamily(name, type, series));
        }
    }
}
