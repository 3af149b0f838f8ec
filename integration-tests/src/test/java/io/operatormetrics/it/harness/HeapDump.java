package io.operatormetrics.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Every object in a JVM at one moment, to be searched for what should not be there. */
public final class HeapDump {

    /** One char each byte. */
    private final String bytes;

    private HeapDump(String bytes) {
        this.bytes = bytes;
    }

    /** Of a JVM of the same JDK as this one. What the JVM keeps: it collects first. An answer is text on its way for a moment, and garbage right after. */
    public static HeapDump of(long pid) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try (TempFolder folder = TempFolder.create("heap")) {
            Path file = folder.path().resolve("heap.hprof");
            new Command(List.of(jcmd.toString(), Long.toString(pid), "GC.heap_dump", file.toString()))
                    .run()
                    .out();
            return new HeapDump(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether that ASCII text is in there: in a string, in bytes, or in chars, which the dump has high byte first. */
    public boolean contains(String text) {
        return bytes.contains(text) || bytes.contains("\0" + String.join("\0", text.split("")));
    }
}
