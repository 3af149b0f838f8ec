package io.operatormetrics.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** What a handful of rounds came to: the median, and how far from it the others were. */
public record Spread(double median, double min, double max) {

    /** Of at least one value; the median of an even number is the mean of the middle two. */
    public static Spread of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("no values (expected: at least one)");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    public static Spread of(Collection<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /**
     * How many times the other this is: the ratio of the medians, and the extremes of the ratios of values of the same round, which had
     * the same noise around them.
     */
    public static Spread ratio(double[] values, double[] others) {
        if (values.length != others.length) {
            throw new IllegalArgumentException(
                    values.length + " values and " + others.length + " others (expected: as many)");
        }
        double[] ratios = new double[values.length];
        for (int round = 0; round < values.length; round++) {
            ratios[round] = values[round] / others[round];
        }
        Spread spread = of(ratios);
        return new Spread(of(values).median() / of(others).median(), spread.min(), spread.max());
    }

    /** {@code 12.3 (11.9–12.8)}: three digits that count, as more would not be true. */
    @Override
    public String toString() {
        return digits(median) + " (" + digits(min) + "–" + digits(max) + ")";
    }

    private static String digits(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 0.1 || size == 0 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }
}
