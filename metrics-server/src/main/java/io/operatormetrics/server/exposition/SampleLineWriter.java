package io.operatormetrics.server.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Writes the lines of one family. Labels stand in alphabetical order, as the client library writes those of the registry. */
final class SampleLineWriter {

    private final String name;
    /** In the order in which they are written. */
    private final List<Label> labels;

    /**
     * A label of every line.
     *
     * @param name of the label
     * @param before what stands in front of its value: brace or comma, and its name
     * @param position of its value in a series
     */
    private record Label(String name, String before, int position) {}

    SampleLineWriter(MetricFamily family) {
        this.name = family.name();
        List<String> names = family.labelNames();
        List<Integer> order = IntStream.range(0, names.size())
                .boxed()
                .sorted(Comparator.comparing(names::get))
                .toList();
        this.labels = IntStream.range(0, order.size())
                .mapToObj(index -> {
                    String labelName = names.get(order.get(index));
                    return new Label(labelName, (index == 0 ? "{" : "\",") + labelName + "=\"", order.get(index));
                })
                .toList();
    }

    /** Throws IllegalArgumentException when a label value is not Unicode text: two of them could become one. */
    SampleLine write(Series series) {
        StringBuilder text = new StringBuilder(128).append(name);
        for (Label label : labels) {
            String value = series.labelValues().get(label.position());
            UnicodeText.require(value, "the value of label " + label.name() + " of " + name);
            text.append(label.before());
            escape(value, text);
        }
        text.append(labels.isEmpty() ? " " : "\"} ");
        byte[] identity = text.toString().getBytes(StandardCharsets.UTF_8);
        byte[] value = (number(series.value()) + '\n').getBytes(StandardCharsets.US_ASCII);
        byte[] line = Arrays.copyOf(identity, identity.length + value.length);
        System.arraycopy(value, 0, line, identity.length, value.length);
        return new SampleLine(line, identity.length);
    }

    private static void escape(String value, StringBuilder text) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(c);
            }
        }
    }

    /** As both formats spell it. */
    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return Double.toString(value);
    }
}
