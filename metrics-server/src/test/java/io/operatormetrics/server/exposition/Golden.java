package io.operatormetrics.server.exposition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Expected texts in {@code src/test/resources}. {@code -Dgolden.update=true} writes what is the case as what is expected. */
final class Golden {

    private static final Path FOLDER = Path.of("src", "test", "resources");

    private Golden() {}

    static String text(String name, String actual) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, actual);
        }
        return Files.readString(file);
    }
}
