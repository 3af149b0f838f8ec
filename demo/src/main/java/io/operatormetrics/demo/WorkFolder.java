package io.operatormetrics.demo;

import io.operatormetrics.demo.process.DemoFailure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The one folder that the demo writes to; only its owner can look into it. */
final class WorkFolder implements AutoCloseable {

    private final Path path;

    private WorkFolder(Path path) {
        this.path = path;
    }

    static WorkFolder create() {
        try {
            return new WorkFolder(Files.createTempDirectory("operator-metrics-demo-"));
        } catch (IOException e) {
            throw new DemoFailure("cannot make a temporary folder: " + e.getMessage(), e);
        }
    }

    Path path() {
        return path;
    }

    Path write(String name, String text) {
        try {
            return Files.writeString(path.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        List<Path> contents;
        try (Stream<Path> walk = Files.walk(path)) {
            contents = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path entry : contents) {
            Files.deleteIfExists(entry);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
