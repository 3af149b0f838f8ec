package io.operatormetrics.server.exposition;

import java.nio.charset.StandardCharsets;

/**
 * The lines in front of a family's samples. Sources: Prometheus "Exposition formats", "Comments, help text, and type information";
 * OpenMetrics 1.0.0, "MetricFamily metadata".
 *
 * @param text as Prometheus text 0.0.4 has them
 * @param openMetrics as OpenMetrics 1.0.0 has them
 */
record FamilyHeader(Chunk text, Chunk openMetrics) {

    static FamilyHeader of(MetricFamily family) {
        String type = switch (family.type()) {
            case GAUGE -> "gauge";
            case COUNTER -> "counter";
        };
        String help = family.help().replace("\\", "\\\\").replace("\n", "\\n");
        String name = family.openMetricsName();
        String unit = family.unit().isEmpty() ? "" : "# UNIT " + name + " " + family.unit() + "\n";
        return new FamilyHeader(
                chunk("# HELP " + family.name() + " " + help + "\n# TYPE " + family.name() + " " + type + "\n"),
                chunk("# TYPE " + name + " " + type + "\n" + unit + "# HELP " + name + " " + help.replace("\"", "\\\"")
                        + "\n"));
    }

    private static Chunk chunk(String lines) {
        return new ReadyChunk(lines.getBytes(StandardCharsets.UTF_8));
    }
}
