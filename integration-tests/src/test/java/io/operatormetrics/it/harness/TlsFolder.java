package io.operatormetrics.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** A folder with the server's three files, laid out and changed as kubelet does with a mounted Secret: all at once, by a symlink. */
public final class TlsFolder implements AutoCloseable {

    private static final String CERTIFICATE = "tls.crt";
    private static final String KEY = "tls.key";
    private static final String CLIENT_CA = "ca.crt";

    private final TempFolder folder = TempFolder.create("tls");
    private int version;

    private TlsFolder() {
        for (String name : new String[] {CERTIFICATE, KEY, CLIENT_CA}) {
            io(() -> Files.createSymbolicLink(folder.path().resolve(name), Path.of("..data", name)));
        }
    }

    /** Without any material yet: the links lead nowhere. */
    public static TlsFolder empty() {
        return new TlsFolder();
    }

    public static TlsFolder of(Identity server, String clientCaPem) {
        TlsFolder tls = empty();
        tls.swap(server, clientCaPem);
        return tls;
    }

    public Path certificate() {
        return folder.path().resolve(CERTIFICATE);
    }

    public Path key() {
        return folder.path().resolve(KEY);
    }

    public Path clientCa() {
        return folder.path().resolve(CLIENT_CA);
    }

    /** Another valid set, from one moment to the next. */
    public void swap(Identity server, String clientCaPem) {
        swap(server.certificatePem(), server.keyPem(), clientCaPem);
    }

    /** Whatever set, from one moment to the next. */
    public void swap(String certificate, String key, String clientCa) {
        String name = "..version-" + ++version;
        Path next = folder.path().resolve(name);
        io(() -> Files.createDirectory(next));
        Map.of(CERTIFICATE, certificate, KEY, key, CLIENT_CA, clientCa)
                .forEach((file, text) -> io(() -> Files.writeString(next.resolve(file), text)));
        Path link = folder.path().resolve("..data_tmp");
        io(() -> Files.createSymbolicLink(link, Path.of(name)));
        io(() -> Files.move(link, folder.path().resolve("..data"), StandardCopyOption.ATOMIC_MOVE));
    }

    /** Writes one of the files in place, as an editor or a careless script does. */
    public void overwrite(Path file, String text) {
        io(() -> Files.writeString(file, text));
    }

    @Override
    public void close() {
        io(() -> {
            folder.close();
            return folder;
        });
    }

    private interface Io {
        Object run() throws IOException;
    }

    private static void io(Io io) {
        try {
            io.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
