package io.operatormetrics.server.exposition;

import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The series that a program knows by watching objects. An object's series are replaced together: a scrape sees all of them old or all of
 * them new, in every family. Gauges and counters without timestamps or exemplars; what would make an invalid exposition is refused when it is
 * put.
 *
 * <p>What a put costs depends on that object's series and not on how many others there are. Thread-safe; scrapes and writers never wait
 * for each other.
 */
public final class ExpositionStore {

    private static final SeriesSlot[] NOWHERE = {};

    private final Map<String, RegisteredFamily> families = new TreeMap<>();
    private final Map<String, String> openMetricsNames = new ConcurrentHashMap<>();
    private final List<PrometheusRegistry> registries = new ArrayList<>();
    private final Map<String, SeriesSlot[]> objects = new HashMap<>();
    private volatile List<FamilySnapshot> snapshot = List.of();

    /** Without any family. */
    public ExpositionStore() {}

    /** A series to be put, in the form in which it is served. */
    private record Written(RegisteredFamily family, SampleLine line) {}

    /**
     * Makes a family known; it shows up once it has a series. The same family again is fine, another of its name is not, here or in a registry
     * that is served beside it: IllegalArgumentException.
     */
    public synchronized void register(MetricFamily family) {
        RegisteredFamily known = families.get(family.name());
        if (known != null && !known.family().equals(family)) {
            throw new IllegalArgumentException(
                    family.name() + " is registered already, and differs: " + known.family());
        }
        registries.forEach(registry -> requireUnknown(registry, family));
        String rival = openMetricsNames.putIfAbsent(family.openMetricsName(), family.name());
        if (rival != null && !rival.equals(family.name())) {
            throw new IllegalArgumentException(family.name() + " and " + rival + " would be one family in OpenMetrics: "
                    + family.openMetricsName());
        }
        if (known == null) {
            families.put(family.name(), new RegisteredFamily(family));
        }
    }

    /** Throws IllegalArgumentException when that registry has a family of a name that is here too. */
    synchronized void serveBeside(PrometheusRegistry registry) {
        families.values().forEach(known -> requireUnknown(registry, known.family()));
        registries.add(registry);
    }

    private static void requireUnknown(PrometheusRegistry registry, MetricFamily family) {
        if (registry.scrape(name -> MetricFamily.openMetricsName(name).equals(family.openMetricsName()))
                        .size()
                > 0) {
            throw new IllegalArgumentException(family.name() + " is in the registry already");
        }
    }

    /** Whether a family of that name is registered, with a counter's {@code _total} or without. Does not wait for anybody. */
    boolean has(String name) {
        return openMetricsNames.containsKey(MetricFamily.openMetricsName(name));
    }

    /**
     * Replaces all series of an object, in every family, at once. Throws IllegalArgumentException, and changes nothing, when a family is
     * not registered, when a series is there twice or is another object's, or when a label value has an unpaired surrogate.
     *
     * @param objectKey whatever tells objects apart, for instance {@code Secret/namespace/name}
     */
    public synchronized void put(String objectKey, List<Series> series) {
        SeriesSlot[] before = objects.getOrDefault(objectKey, NOWHERE);
        List<Written> written = write(objectKey, series);
        Set<SeriesSlot> unused = new HashSet<>(List.of(before));
        boolean changed = false;
        SeriesSlot[] now = new SeriesSlot[written.size()];
        for (int i = 0; i < now.length; i++) {
            RegisteredFamily family = written.get(i).family();
            SampleLine line = written.get(i).line();
            SeriesSlot seriesSlot = family.lines().find(line);
            FamilyLines next;
            if (seriesSlot == null) {
                seriesSlot = new SeriesSlot(objectKey, family);
                next = family.lines().with(line, seriesSlot);
            } else {
                unused.remove(seriesSlot);
                next = family.lines().replacing(line);
            }
            changed |= next != family.lines();
            family.become(next);
            now[i] = seriesSlot;
        }
        for (SeriesSlot old : unused) {
            old.family().become(old.family().lines().without(old));
            changed = true;
        }
        if (changed) {
            remember(objectKey, now);
            publish();
        }
    }

    /** Drops all series of an object; fine when there are none. */
    public void remove(String objectKey) {
        put(objectKey, List.of());
    }

    /** All families by name as they are at one moment. Does not wait for anybody. */
    List<FamilySnapshot> snapshot() {
        return snapshot;
    }

    private void remember(String objectKey, SeriesSlot[] now) {
        if (now.length == 0) {
            objects.remove(objectKey);
        } else {
            objects.put(objectKey, now);
        }
    }

    private void publish() {
        List<FamilySnapshot> next = new ArrayList<>(families.size());
        families.values().stream()
                .filter(family -> !family.lines().isEmpty())
                .forEach(family -> next.add(family.snapshot()));
        snapshot = List.copyOf(next);
    }

    private List<Written> write(String objectKey, List<Series> series) {
        Set<ByteBuffer> identities = new HashSet<>();
        List<Written> written = new ArrayList<>(series.size());
        for (Series one : series) {
            RegisteredFamily family = familyOf(one);
            SampleLine line = family.write(one);
            SeriesSlot present = family.lines().find(line);
            if (present != null && !present.objectKey().equals(objectKey)) {
                throw new IllegalArgumentException(
                        one.identity() + " of " + objectKey + " is a series of " + present.objectKey() + " already");
            }
            if (!identities.add(ByteBuffer.wrap(line.bytes(), 0, line.identityLength()))) {
                throw new IllegalArgumentException(one.identity() + " is there twice in " + objectKey);
            }
            written.add(new Written(family, line));
        }
        return written;
    }

    private RegisteredFamily familyOf(Series series) {
        RegisteredFamily known = families.get(series.family().name());
        if (known == null) {
            throw new IllegalArgumentException(series.family().name() + " is not registered");
        }
        if (!known.family().equals(series.family())) {
            throw new IllegalArgumentException(
                    series.family() + " is not the family registered under that name: " + known.family());
        }
        return known;
    }
}
