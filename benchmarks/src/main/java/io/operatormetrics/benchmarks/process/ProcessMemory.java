package io.operatormetrics.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process holds in memory, by the kernel's count (proc_pid_status(5)).
 *
 * @param residentKib VmRSS: now
 * @param peakKib VmHWM: the most so far
 */
public record ProcessMemory(long residentKib, long peakKib) {

    static ProcessMemory of(long pid) throws IOException {
        List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
        return new ProcessMemory(kib(status, "VmRSS:"), kib(status, "VmHWM:"));
    }

    private static long kib(List<String> status, String field) {
        return status.stream()
                .filter(line -> line.startsWith(field))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }
}
