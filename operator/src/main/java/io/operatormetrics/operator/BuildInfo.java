package io.operatormetrics.operator;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * Which program this is.
 *
 * @param revision of git; {@code unknown} when it was built from a source archive
 * @param javaVersion of the JVM that runs it
 */
record BuildInfo(String version, String revision, String javaVersion) {

    /** What the build left in {@code build.properties}. */
    static BuildInfo load() {
        Properties properties = new Properties();
        try (InputStream resource = Objects.requireNonNull(
                BuildInfo.class.getResourceAsStream("build.properties"), "build.properties is not in the jar")) {
            properties.load(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildInfo(
                properties.getProperty("version", "unknown"),
                properties.getProperty("revision", "unknown"),
                Runtime.version().toString());
    }

    /** As {@code --version} prints it. */
    @Override
    public String toString() {
        return "operator-metrics " + version + " (revision " + revision + ", Java " + javaVersion + ")";
    }
}
