package io.operatormetrics.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder that goes with all that is in it. Holds private keys, so it is its owner's alone. */
record ScratchFolder(Path path) implements AutoCloseable {

    static ScratchFolder create() throws IOException {
        ScratchFolder folder = new ScratchFolder(Files.createTempDirectory("operator-metrics-benchmark-"));
        Runtime.getRuntime().addShutdownHook(new Thread(folder::closeAtExit));
        return folder;
    }

    /** After Ctrl-C and SIGTERM nobody else does. */
    private void closeAtExit() {
        try {
            close();
        } catch (IOException e) {
            System.err.println("left behind: " + path + ": " + e);
        }
    }

    @Override
    public void close() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(path)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}
