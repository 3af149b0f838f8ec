package io.operatormetrics.tls;

import java.util.function.Consumer;

/** Holds what the test gives it. */
final class GivenSource implements TlsMaterialSource {
    private Consumer<TlsMaterial> sink;
    private TlsMaterial material;

    @Override
    public synchronized void start(Consumer<TlsMaterial> sink) {
        this.sink = sink;
        refresh();
    }

    synchronized void give(TlsMaterial material) {
        this.material = material;
        refresh();
    }

    /** As a watch that misses it. */
    synchronized void changeUnseen(TlsMaterial material) {
        this.material = material;
    }

    @Override
    public synchronized void refresh() {
        if (sink != null && material != null) {
            sink.accept(material);
        }
    }

    @Override
    public synchronized void close() {
        sink = null;
    }
}
