package io.operatormetrics.demo.cluster;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** An API server that holds the sample objects. */
public interface DemoCluster extends AutoCloseable {

    /** Blocks until the API server answers and holds everything. */
    void start();

    /** For people, in one line. */
    String description();

    /** A command that changes something which the next scrape shows. */
    String sampleChange();

    /** How the operator gets in. */
    Path operatorKubeconfig();

    /** Completes with what happened when the API server ends by itself. */
    CompletableFuture<String> ended();

    @Override
    void close();
}
