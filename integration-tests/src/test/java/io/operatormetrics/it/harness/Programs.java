package io.operatormetrics.it.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Where the programs are that the tests start. What is not there fails the test: none is skipped. */
public final class Programs {

    private Programs() {}

    /** A tool of the system, for instance {@code promtool}. */
    static Path onPath(String name) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        name + " is not on PATH: run bin/test, which installs what the tests need"));
    }

    /** One of {@code kube-apiserver}, {@code etcd} and {@code kubectl}. */
    static Path kubernetes(String name) {
        String assets = System.getenv("KUBEBUILDER_ASSETS");
        if (assets == null || assets.isEmpty()) {
            throw new IllegalStateException(
                    "KUBEBUILDER_ASSETS is not set (expected: the folder of kube-apiserver, etcd and kubectl): run bin/test, which provides it");
        }
        Path program = Path.of(assets, name);
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException("KUBEBUILDER_ASSETS: \"" + assets + "\" (expected: a folder that holds "
                    + name + "): run bin/test, which provides one");
        }
        return program;
    }

    /** The root of this repository, wherever the tests are started from. */
    public static Path repository() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return folder;
            }
        }
        throw new IllegalStateException(Path.of("").toAbsolutePath() + " is not inside a checkout of operator-metrics");
    }
}
