package io.operatormetrics.it.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The wall clock of our program, which a test sets while it runs, as NTP or a person does. */
public final class SettableClock {

    private static final String SHIFT = "shift";

    private final TempFolder folder = TempFolder.create("clock");
    private final Path agent = folder.path().resolve("clock-shift.jar");

    /** As the machine's clock, at first. */
    public SettableClock() {
        set(Duration.ZERO);
        writeAgent();
    }

    /** From a moment later on it is off by that. */
    public void set(Duration shift) {
        try {
            // At once: it may be read in the midst of a write.
            Files.move(
                    folder.write("next", Long.toString(shift.toSeconds())),
                    folder.path().resolve(SHIFT),
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What makes a JVM run by it. */
    String javaOption() {
        return "-javaagent:" + agent + "=" + folder.path().resolve(SHIFT);
    }

    private void writeAgent() {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(new Attributes.Name("Premain-Class"), ClockShift.class.getName());
        attributes.put(new Attributes.Name("Can-Retransform-Classes"), "true");
        String classFile = ClockShift.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(agent);
                JarOutputStream jar = new JarOutputStream(file, manifest);
                var bytes = Objects.requireNonNull(ClockShift.class.getResourceAsStream("/" + classFile))) {
            jar.putNextEntry(new JarEntry(classFile));
            bytes.transferTo(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
