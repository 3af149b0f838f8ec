package io.operatormetrics.benchmarks.scrape;

import io.operatormetrics.benchmarks.BenchmarkFailure;
import io.operatormetrics.benchmarks.load.Target.Encoding;
import io.operatormetrics.benchmarks.peer.Workload;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is measured; each is a row of the table, and so is the CPU time that it cost. */
public enum Measure {
    IDENTITY("scrape, identity", 4, Encoding.IDENTITY, Change.NONE),
    GZIP("scrape, gzip", 4, Encoding.GZIP, Change.NONE),
    GZIP_CHANGING("scrape, gzip, 100 series changing per second", 4, Encoding.GZIP, Change.STEADY),
    GZIP_CHANGED("scrape, gzip, one series changed before each", 4, Encoding.GZIP, Change.EACH),
    CONNECTIONS("new connection", 4, Encoding.IDENTITY, Change.NONE),
    LATENCY("scrape, identity, one connection", 1, Encoding.IDENTITY, Change.NONE),
    GZIP_LATENCY("scrape, gzip, one connection", 1, Encoding.GZIP, Change.NONE),
    CHANGED_LATENCY("scrape, gzip, one connection, one series changed before each", 1, Encoding.GZIP, Change.EACH);

    /** What happens to the series meanwhile. */
    enum Change {
        NONE,
        /** {@value #PER_SECOND} a second. */
        STEADY,
        /** One before each scrape. */
        EACH;

        static final int PER_SECOND = 100;
    }

    private final String request;
    private final int connections;
    private final Encoding encoding;
    private final Change change;

    Measure(String request, int connections, Encoding encoding, Change change) {
        this.request = request;
        this.connections = connections;
        this.encoding = encoding;
        this.change = change;
    }

    /** By the name that people type: {@code gzip-changed}. */
    public static Measure named(String name) {
        return Arrays.stream(values())
                .filter(measure -> measure.shortName().equals(name))
                .findFirst()
                .orElseThrow(() -> new BenchmarkFailure("there is no measure \"" + name + "\" (expected: "
                        + Arrays.stream(values()).map(Measure::shortName).collect(Collectors.joining(", ")) + ")"));
    }

    public String shortName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String title() {
        return isLatency() ? "p50 ms of a " + request : request.replaceFirst("^(scrape|new connection)", "$1s/s");
    }

    /** Title of the row of CPU time. */
    public String costTitle() {
        return "server CPU ms per " + request;
    }

    /** In few words, beside the name of a peer. */
    String plotName() {
        return encoding.name().toLowerCase(Locale.ROOT) + (change == Change.EACH ? ", one changed before" : "");
    }

    /** Whether a value is a time, of which less is better. */
    boolean isLatency() {
        return connections == 1;
    }

    /** How many at a time. */
    int connections() {
        return connections;
    }

    String path() {
        return this == CONNECTIONS ? Workload.SMALL_PATH : Workload.ALL_PATH;
    }

    Encoding encoding() {
        return encoding;
    }

    Change change() {
        return change;
    }
}
