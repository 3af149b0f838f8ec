package io.operatormetrics.server.exposition;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Everything that a scrape answers: the families of a store, then those of a client library's registry. Thread-safe. */
public final class Exposition {

    private static final Map<ExpositionFormat, Chunk> ENDS = Arrays.stream(ExpositionFormat.values())
            .collect(Collectors.toMap(Function.identity(), format -> new Chunk(format.end())));

    private final ExpositionStore store;
    private final LiveTail tail;

    /** Collects the registry at most once a second. */
    public Exposition(ExpositionStore store, PrometheusRegistry registry) {
        this(store, registry, Duration.ofSeconds(1));
    }

    /**
     * @param registry for whatever is not known by watching objects; small, since it is rendered again and again
     * @param freshness for how long what the registry gave is served to further scrapes; zero collects for each
     */
    public Exposition(ExpositionStore store, PrometheusRegistry registry, Duration freshness) {
        this.store = store;
        this.tail = new LiveTail(registry, freshness);
    }

    /**
     * What of it the filter lets through. Text and OpenMetrics are put together from ready bytes; protobuf is rendered. Throws what a collector of
     * the registry throws, and IllegalStateException when store and registry both have a family of one name.
     */
    public RenderedExposition render(ExpositionFormat format, ContentCoding coding, NameFilter filter) {
        List<FamilySnapshot> families = store.snapshot().stream()
                .filter(family -> filter.test(family.name()))
                .toList();
        LiveTail.Rendered live = tail.render(format, filter);
        families.stream()
                .map(FamilySnapshot::name)
                .filter(live.names()::contains)
                .forEach(twin -> {
                    throw new IllegalStateException(twin + " is both in the store and in the registry");
                });
        List<Chunk> chunks = new ArrayList<>();
        families.forEach(family -> add(family, format, chunks));
        chunks.add(live.chunk());
        chunks.add(Objects.requireNonNull(ENDS.get(format)));
        return new RenderedExposition(
                format,
                coding,
                switch (coding) {
                    case IDENTITY -> chunks.stream().map(Chunk::bytes).toList();
                    case GZIP -> GzipMember.of(chunks);
                });
    }

    private static void add(FamilySnapshot family, ExpositionFormat format, List<Chunk> chunks) {
        switch (format) {
            case TEXT -> chunks.add(family.header().text());
            case OPEN_METRICS -> chunks.add(family.header().openMetrics());
            case PROTOBUF -> {
                chunks.add(new Chunk(format.render(MetricSnapshots.of(ParsedLines.of(family)))));
                return;
            }
        }
        family.lines().segments().forEach(segment -> chunks.add(segment.chunk()));
    }
}
