package io.operatormetrics.benchmarks.store;

import io.operatormetrics.benchmarks.peer.StoredWorkload;
import io.operatormetrics.benchmarks.peer.Workload;
import io.operatormetrics.server.exposition.ContentCoding;
import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.exposition.ExpositionFormat;
import io.operatormetrics.server.exposition.NameFilter;
import io.operatormetrics.server.exposition.RenderedExposition;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.util.concurrent.TimeUnit;

/**
 * A put that changes one series, and the body that a scrape then writes. Each change is another series's, from one end of the exposition
 * to the other.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StoreBenchmark {

    /** Series in the store. */
    @Param({"1000", "10000", "100000"})
    public int series;

    private Workload workload = new Workload(2);
    private StoredWorkload stored = new StoredWorkload();
    private Exposition exposition = new Exposition(stored.store(), new PrometheusRegistry());
    private int changes;

    /** Fills the store, and renders once, so that everything is compressed. */
    @Setup
    public void fill() {
        workload = new Workload(series);
        stored = new StoredWorkload();
        workload.forEach(stored::put);
        exposition = new Exposition(stored.store(), new PrometheusRegistry());
        gzip();
    }

    @Benchmark
    public void change() {
        stored.put(workload.changed(++changes));
    }

    @Benchmark
    public RenderedExposition identity() {
        return exposition.render(ExpositionFormat.TEXT, ContentCoding.IDENTITY, NameFilter.ALL);
    }

    @Benchmark
    public RenderedExposition gzip() {
        return exposition.render(ExpositionFormat.TEXT, ContentCoding.GZIP, NameFilter.ALL);
    }

    @Benchmark
    public RenderedExposition changeAndGzip() {
        change();
        return gzip();
    }
}
