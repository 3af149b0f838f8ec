package io.operatormetrics.server.exposition;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything that a scrape answers: the families of a store, then those of a client library's registry. What the registry gets under a name
 * that the store has too is left out, counted, and logged once. Thread-safe.
 */
public final class Exposition {

    private static final Logger log = LoggerFactory.getLogger(Exposition.class);

    private static final Map<ExpositionFormat, Chunk> ENDS = Arrays.stream(ExpositionFormat.values())
            .collect(Collectors.toMap(Function.identity(), format -> new ReadyChunk(format.end())));

    private final ExpositionStore store;
    private final RegistrySection tail;
    private final LongAdder leftOut = new LongAdder();
    private final AtomicBoolean warned = new AtomicBoolean();

    /** Collects the registry at most once a second. */
    public Exposition(ExpositionStore store, PrometheusRegistry registry) {
        this(store, registry, Duration.ofSeconds(1));
    }

    /**
     * Throws IllegalArgumentException when both have a family of one name.
     *
     * @param registry for whatever is not known by watching objects; small, since it is rendered again and again
     * @param freshness for how long what the registry gave is served to further scrapes; zero collects for each
     */
    public Exposition(ExpositionStore store, PrometheusRegistry registry, Duration freshness) {
        this.store = store;
        this.tail = new RegistrySection(registry, name -> !store.has(name), freshness);
        store.serveBeside(registry);
    }

    /** How often a family of the registry was left out. */
    public long leftOut() {
        return leftOut.sum();
    }

    private void count(Set<String> twins) {
        leftOut.add(twins.size());
        if (!twins.isEmpty() && warned.compareAndSet(false, true)) {
            log.warn("{}: store and registry have families of that name; those of the registry are not served", twins);
        }
    }

    /**
     * What of it the filter lets through, put together from ready bytes: text and OpenMetrics are kept, and protobuf of what
     * is not too large once it is asked for. Throws what a collector of
     * the registry throws.
     */
    public RenderedExposition render(ExpositionFormat format, ContentCoding coding, NameFilter filter) {
        List<FamilySnapshot> families = store.snapshot().stream()
                .filter(family -> filter.test(family.name()))
                .toList();
        RegistrySection.Rendered live = tail.render(format, filter);
        count(live.leftOut());
        List<Chunk> chunks = new ArrayList<>();
        families.forEach(family -> add(family, format, chunks));
        chunks.add(live.chunk());
        chunks.add(Objects.requireNonNull(ENDS.get(format)));
        return switch (coding) {
            case IDENTITY ->
                new RenderedExposition(
                        format,
                        coding,
                        chunks.stream().mapToLong(Chunk::length).sum(),
                        () -> chunks.stream().map(Chunk::bytes).iterator());
            case GZIP -> {
                List<byte[]> parts = GzipMember.of(chunks);
                yield new RenderedExposition(
                        format,
                        coding,
                        parts.stream().mapToLong(part -> part.length).sum(),
                        parts);
            }
        };
    }

    private static void add(FamilySnapshot family, ExpositionFormat format, List<Chunk> chunks) {
        switch (format) {
            case TEXT -> chunks.add(family.header().text());
            case OPEN_METRICS -> chunks.add(family.header().openMetrics());
            case PROTOBUF -> {
                chunks.addAll(ProtobufFamily.of(family));
                return;
            }
        }
        family.lines().segments().forEach(segment -> chunks.add(segment.chunk()));
    }
}
