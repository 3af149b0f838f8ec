package io.operatormetrics.it.harness;

import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

import java.io.IOException;
import java.nio.file.Path;

/** Makes the folders of {@code @TempDir}. JUnit deletes them after their tests, but not on Ctrl-C. Named in junit-platform.properties. */
public final class TestFolders implements TempDirFactory {

    private TempFolder folder;

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) {
        folder = TempFolder.create("test");
        return folder.path();
    }

    @Override
    public void close() throws IOException {
        if (folder != null) {
            folder.close();
        }
    }
}
