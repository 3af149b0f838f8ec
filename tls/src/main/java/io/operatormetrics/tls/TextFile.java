package io.operatormetrics.tls;

import io.operatormetrics.tls.TlsMaterial.Loaded;
import io.operatormetrics.tls.TlsMaterial.Missing;
import io.operatormetrics.tls.TlsMaterial.Part;
import io.operatormetrics.x509.Pem;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A small file that may be missing, of the wrong kind or not ours to read, none of which is an exception. */
final class TextFile {
    private TextFile() {}

    /**
     * What the file holds now, in ISO 8859-1.
     *
     * @param remedy who makes the file, for people
     */
    static Part read(Path file, String remedy) {
        String origin = file.toString();
        try {
            // Opening a pipe would wait for its other end.
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                return new Missing(origin, "not a regular file; " + remedy);
            }
            try (InputStream in = Files.newInputStream(file)) {
                // One more than is looked at, so that what is too long is seen to be.
                byte[] bytes = in.readNBytes(Pem.MAX_LENGTH + 1);
                return new Loaded(origin, new String(bytes, StandardCharsets.ISO_8859_1));
            }
        } catch (NoSuchFileException absent) {
            return new Missing(origin, "no such file; " + remedy);
        } catch (AccessDeniedException denied) {
            return new Missing(origin, "this process may not read it; " + remedy);
        } catch (IOException unreadable) {
            return new Missing(
                    origin, "cannot be read (" + unreadable.getClass().getSimpleName() + "); " + remedy);
        }
    }
}
