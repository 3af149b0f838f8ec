package io.operatormetrics.server;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * All that one scrape returns: the store's families and those of a client_java registry, sorted by name. The store's part costs what
 * changed since the last scrape, the registry's is collected and rendered each time.
 */
public final class Exposition {

    private final ExpositionStore store;
    private final PrometheusRegistry registry;

    public Exposition(ExpositionStore store, PrometheusRegistry registry) {
        this.store = store;
        this.registry = registry;
    }

    /**
     * Collects and renders on the calling thread. Throws what a collector of the registry throws, and IllegalStateException when store
     * and registry both have a family of one name.
     */
    public RenderedExposition render(ExpositionFormat format, ContentCoding coding, NameFilter filter) {
        Map<String, byte[]> families = new TreeMap<>();
        for (MetricSnapshot family : registry.scrape(filter)) {
            families.put(family.getMetadata().getExpositionBasePrometheusName(), format.render(family));
        }
        for (FamilySnapshot family : store.snapshot()) {
            if (!family.isEmpty() && filter.test(family.name())) {
                byte[] twin = families.put(family.name(), family.rendered(format));
                if (twin != null) {
                    throw new IllegalStateException(family.name() + " is both in the store and in the registry");
                }
            }
        }
        List<byte[]> parts = new ArrayList<>(families.values());
        parts.add(format.end());
        return new RenderedExposition(format, coding, coding == ContentCoding.GZIP ? List.of(gzip(parts)) : parts);
    }

    private static byte[] gzip(List<byte[]> parts) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(64 * 1024);
        try (GZIPOutputStream out = new GZIPOutputStream(compressed, 8 * 1024)) {
            for (byte[] part : parts) {
                out.write(part);
            }
        } catch (IOException impossibleInMemory) {
            throw new UncheckedIOException(impossibleInMemory);
        }
        return compressed.toByteArray();
    }
}
