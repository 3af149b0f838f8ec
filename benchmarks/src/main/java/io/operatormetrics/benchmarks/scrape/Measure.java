package io.operatormetrics.benchmarks.scrape;

import io.operatormetrics.benchmarks.load.Target.Encoding;
import io.operatormetrics.benchmarks.peer.Workload;

/** What is measured; each is a row of the table, and so is the CPU time that it cost. */
public enum Measure {
    SCRAPES("scrapes/s, identity, keep-alive", "scrape, identity", 4, Workload.ALL_PATH, Encoding.IDENTITY),
    GZIP_SCRAPES("scrapes/s, gzip, keep-alive", "scrape, gzip", 4, Workload.ALL_PATH, Encoding.GZIP),
    NEW_CONNECTIONS("new connections/s", "new connection", 4, Workload.SMALL_PATH, Encoding.IDENTITY),
    LATENCY("p50 ms of a scrape, one connection", "scrape, one connection", 1, Workload.ALL_PATH, Encoding.IDENTITY);

    private final String title;
    private final String request;
    private final int connections;
    private final String path;
    private final Encoding encoding;

    Measure(String title, String request, int connections, String path, Encoding encoding) {
        this.title = title;
        this.request = request;
        this.connections = connections;
        this.path = path;
        this.encoding = encoding;
    }

    public String title() {
        return title;
    }

    /** Title of the row of CPU time. */
    public String costTitle() {
        return "server CPU ms per " + request;
    }

    /** How many at a time. */
    int connections() {
        return connections;
    }

    String path() {
        return path;
    }

    Encoding encoding() {
        return encoding;
    }
}
