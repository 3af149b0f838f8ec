package io.operatormetrics.tls;

import java.util.function.Consumer;

/**
 * Where TLS material comes from. Tells its sink what it holds once after the start, then after each change; a reading that equals the
 * last one is welcome and costs nothing.
 */
public interface TlsMaterialSource extends AutoCloseable {

    /** Starts reading; returns at once. The sink may be called from any thread, one call at a time. */
    void start(Consumer<TlsMaterial> sink);

    /** Reads again now and tells the sink, so that what a watch missed is found. Called every few seconds: it must be cheap. */
    void refresh();

    @Override
    void close();
}
