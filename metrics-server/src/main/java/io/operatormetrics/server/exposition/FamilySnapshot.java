package io.operatormetrics.server.exposition;

/** A family as it is at one moment. */
record FamilySnapshot(MetricFamily family, FamilyHeader header, FamilyLines lines) {

    String name() {
        return family.name();
    }
}
