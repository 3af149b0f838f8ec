package io.operatormetrics.it.roles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the kernel says of a process.
 *
 * @param rssMiB resident set size
 * @param threads of the kernel; virtual ones are not among them
 * @param files open descriptors, of which connections are most
 */
public record ProcessFigures(long rssMiB, int threads, int files) {

    public static ProcessFigures of(long pid) throws IOException {
        Path folder = Path.of("/proc", Long.toString(pid));
        List<String> status = Files.readAllLines(folder.resolve("status"));
        try (Stream<Path> files = Files.list(folder.resolve("fd"))) {
            return new ProcessFigures(
                    number(status, "VmRSS:") / 1024, (int) number(status, "Threads:"), (int) files.count());
        }
    }

    private static long number(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
