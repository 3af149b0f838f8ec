package io.operatormetrics.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;

/** A temporary folder that outlives a test method and is deleted at the end, with all that is in it. */
record TempFolder(Path path) implements AutoCloseable {

    static TempFolder create(String purpose) {
        try {
            return AtExit.open(() -> new TempFolder(Files.createTempDirectory("operator-metrics-it-" + purpose + "-")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path write(String name, String text) {
        try {
            return Files.writeString(path.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has a folder of that name hold exactly these files, all at once, as kubelet swaps what it mounts. */
    void swap(String name, Map<String, String> files) {
        try {
            Path held = Files.createTempDirectory(path, name + "-");
            for (var file : files.entrySet()) {
                Path written = held.resolve(file.getKey());
                Files.createDirectories(Objects.requireNonNull(written.getParent()));
                Files.writeString(written, file.getValue());
            }
            Path link = Files.createSymbolicLink(path.resolve(held.getFileName() + ".link"), held.getFileName());
            Files.move(link, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does not mind when somebody else has deleted it. */
    @Override
    public void close() throws IOException {
        AtExit.forget(this);
        if (!Files.exists(path)) {
            return;
        }
        delete(path);
    }

    /** With all that is in it. */
    static void delete(Path folder) throws IOException {
        try (var entries = Files.walk(folder)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        }
    }
}
