package io.operatormetrics.benchmarks.peer;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The series that every peer serves: certificates as a large cluster has them, and one family of a single series, which is what a new
 * connection asks for, so that its handshake is what costs.
 *
 * @param size of both families together
 */
public record Workload(int size) {

    public static final Family CERTIFICATES = new Family(
            "tigera_operator_tls_certificate_expiry_timestamp_seconds",
            "Unix timestamp of certificate expiry for operator-managed TLS secrets.",
            List.of("issuer", "name", "namespace"));

    public static final Family SMALL = new Family("benchmark_small", "One series.", List.of("name"));

    /** The path of all series. */
    public static final String ALL_PATH = "/metrics";

    /** The path of the small family alone. */
    public static final String SMALL_PATH = "/metrics?name%5B%5D=" + SMALL.name();

    /** Takes changes from one end of the exposition to the other: neighbours in time are no neighbours in it. */
    private static final int STRIDE = 7919;

    /** A gauge family. */
    public record Family(String name, String help, List<String> labelNames) {}

    /** One series: its label values in the order of the family's label names, which is the alphabet's. */
    public record Sample(Family family, List<String> labelValues, double value) {

        /** As the text format writes it, without the value. */
        String key() {
            TreeMap<String, String> labels = new TreeMap<>();
            for (int i = 0; i < labelValues.size(); i++) {
                labels.put(family.labelNames().get(i), labelValues.get(i));
            }
            return Workload.key(family.name(), labels);
        }
    }

    static final Sample SMALL_SAMPLE = new Sample(SMALL, List.of("one"), 1);

    static String key(String name, SortedMap<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                .collect(Collectors.joining(",", name + "{", "}"));
    }

    public void forEach(Consumer<Sample> action) {
        action.accept(SMALL_SAMPLE);
        for (int i = 1; i < size; i++) {
            action.accept(certificate(i, 0));
        }
    }

    /** The series that the change of this number, counted from one, gives another value, with that value. */
    public Sample changed(int number) {
        return certificate(1 + (int) ((long) number * STRIDE % (size - 1)), number);
    }

    private static Sample certificate(int i, int changes) {
        List<String> labels = List.of("tigera-operator-signer", "component-" + i + "-tls", "namespace-" + i % 40);
        return new Sample(CERTIFICATES, labels, expiry(i, changes));
    }

    /** Some second of two years, and another after each change: no more regular, and no easier to compress, than real ones. */
    private static double expiry(int i, int changes) {
        int mixed = (i + 1_000_003 * changes) * 0x9E3779B1;
        return 1_800_000_000L + (mixed >>> 6);
    }
}
