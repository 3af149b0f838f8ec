package io.operatormetrics.operator.config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where the program runs, as far as defaults and deletions depend on it. */
public sealed interface Surroundings {

    /**
     * In a pod.
     *
     * @param namespace of the pod; null where its service account does not say
     */
    record Cluster(@Nullable String namespace) implements Surroundings {}

    /** On somebody's machine. */
    record Elsewhere() implements Surroundings {}

    /**
     * A pod is recognized by the folder in which the kubelet leaves the token of its service account, beside its namespace.
     *
     * @throws UncheckedIOException when the namespace's file is there and cannot be read
     */
    static Surroundings detect(Path serviceAccountFolder) {
        if (!Files.isDirectory(serviceAccountFolder)) {
            return new Elsewhere();
        }
        Path file = serviceAccountFolder.resolve("namespace");
        try {
            String namespace = Files.readString(file).strip();
            return new Cluster(namespace.isEmpty() ? null : namespace);
        } catch (NoSuchFileException _) {
            return new Cluster(null);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    default boolean inCluster() {
        return this instanceof Cluster;
    }
}
