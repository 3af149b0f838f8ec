package io.operatormetrics.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where figures come from, without which they say nothing.
 *
 * @param cores of the whole machine, also when this process is pinned to one of them
 * @param loadAverage of the minute before the run; above a few tenths others were busy on it
 */
public record Machine(String system, String processor, int cores, String java, String loadAverage) {

    public static Machine describe() throws IOException {
        return new Machine(
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                processorField("model name"),
                Math.max(processors(), Runtime.getRuntime().availableProcessors()),
                System.getProperty("java.vm.vendor") + " " + System.getProperty("java.vm.version"),
                firstWord(Path.of("/proc/loadavg")));
    }

    private static String processorField(String name) throws IOException {
        Path processors = Path.of("/proc/cpuinfo");
        if (!Files.exists(processors)) {
            return "unknown";
        }
        try (var lines = Files.lines(processors)) {
            return lines.filter(line -> line.startsWith(name))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown");
        }
    }

    private static int processors() throws IOException {
        Path processors = Path.of("/proc/cpuinfo");
        if (!Files.exists(processors)) {
            return 0;
        }
        try (var lines = Files.lines(processors)) {
            return (int) lines.filter(line -> line.startsWith("processor")).count();
        }
    }

    private static String firstWord(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).split(" ", 2)[0] : "unknown";
    }
}
