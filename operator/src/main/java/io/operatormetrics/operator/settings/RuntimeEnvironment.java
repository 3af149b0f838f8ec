package io.operatormetrics.operator.settings;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where the program runs, as far as defaults and deletions depend on it. */
public sealed interface RuntimeEnvironment {

    /**
     * In a pod.
     *
     * @param namespace of the pod; null where its service account does not say
     */
    record InCluster(@Nullable String namespace) implements RuntimeEnvironment {}

    /** On somebody's machine. */
    record OutOfCluster() implements RuntimeEnvironment {}

    /**
     * A pod is recognized by the folder in which the kubelet leaves the token of its service account, beside its namespace.
     *
     * @throws UncheckedIOException when the namespace's file is there and cannot be read
     */
    static RuntimeEnvironment detect(Path serviceAccountFolder) {
        if (!Files.isDirectory(serviceAccountFolder)) {
            return new OutOfCluster();
        }
        Path file = serviceAccountFolder.resolve("namespace");
        try {
            String namespace = Files.readString(file).strip();
            return new InCluster(namespace.isEmpty() ? null : namespace);
        } catch (NoSuchFileException _) {
            return new InCluster(null);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    default boolean inCluster() {
        return this instanceof InCluster;
    }
}
