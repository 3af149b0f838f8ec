package io.operatormetrics.server.exposition;

/** A family of the store, with its present lines. Guarded by the store. */
final class RegisteredFamily {

    private final MetricFamily family;
    private final FamilyHeader header;
    private final SampleLineWriter writer;
    private FamilyLines lines = FamilyLines.NONE;

    RegisteredFamily(MetricFamily family) {
        this.family = family;
        this.header = FamilyHeader.of(family);
        this.writer = new SampleLineWriter(family);
    }

    MetricFamily family() {
        return family;
    }

    FamilyLines lines() {
        return lines;
    }

    void become(FamilyLines now) {
        lines = now;
    }

    SampleLine write(Series series) {
        return writer.write(series);
    }

    FamilySnapshot snapshot() {
        return new FamilySnapshot(family, header, lines);
    }
}
