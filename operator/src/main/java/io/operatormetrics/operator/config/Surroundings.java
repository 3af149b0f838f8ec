package io.operatormetrics.operator.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where the program runs, as far as defaults depend on it. */
public sealed interface Surroundings {

    /** In a pod. */
    record Cluster(String namespace) implements Surroundings {}

    /** On somebody's machine. */
    record Elsewhere() implements Surroundings {}

    /**
     * A pod is told by the file in which kubelet leaves its namespace, beside the service account's token.
     *
     * @throws UncheckedIOException when the file is there and cannot be read
     */
    static Surroundings detect(Path namespaceFile) {
        try {
            String namespace = Files.readString(namespaceFile).strip();
            return namespace.isEmpty() ? new Elsewhere() : new Cluster(namespace);
        } catch (NoSuchFileException _) {
            return new Elsewhere();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + namespaceFile, e);
        }
    }
}
