package io.operatormetrics.tls;

import io.operatormetrics.tls.TlsMaterial.Missing;
import io.operatormetrics.tls.TlsMaterial.Part;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * TLS material in files, however they are replaced: written in place, renamed over, or by kubelet's swap of the {@code ..data} symlink.
 * Changes are seen by watching the directories, and by {@link #refresh()} where a watch is blind. Two files of a pair may be read one
 * old and one new; whoever takes the material finds that they do not match and waits for the next reading.
 */
public final class FileTlsSource implements TlsMaterialSource {
    private static final String REMEDY = "it has to be mounted or written there";

    private final Path certFile;
    private final Path keyFile;
    private final Optional<Path> caFile;
    private final DirectoryWatch watch = new DirectoryWatch(this::refresh);
    private @Nullable Consumer<TlsMaterial> sink;

    /**
     * Nothing is read before {@link #start}.
     *
     * @param certFile PEM, leaf first
     * @param keyFile PEM, unencrypted
     * @param caFile PEM bundle; empty where no client certificate is verified
     */
    public FileTlsSource(Path certFile, Path keyFile, Optional<Path> caFile) {
        this.certFile = certFile.toAbsolutePath();
        this.keyFile = keyFile.toAbsolutePath();
        this.caFile = caFile.map(Path::toAbsolutePath);
    }

    @Override
    public void start(Consumer<TlsMaterial> sink) {
        synchronized (this) {
            this.sink = sink;
        }
        watch.start();
        refresh();
    }

    /** Reads three small files in the caller's thread. */
    @Override
    public synchronized void refresh() {
        if (sink == null) {
            return;
        }
        // Watched first, so that what changes while it is read is read again.
        watch.watch(directories());
        sink.accept(new TlsMaterial(
                TextFile.read(certFile, REMEDY),
                TextFile.read(keyFile, REMEDY),
                caFile.<Part>map(file -> TextFile.read(file, REMEDY))
                        .orElseGet(() -> new Missing("client CA", "no file is named for it"))));
    }

    @Override
    public void close() {
        watch.close();
        synchronized (this) {
            sink = null;
        }
    }

    /** Where the files are, and where the links on the way lead: a write behind a link is no event where the link is. */
    private Set<Path> directories() {
        Set<Path> directories = new LinkedHashSet<>();
        Stream.concat(Stream.of(certFile, keyFile), caFile.stream()).forEach(file -> {
            addParent(directories, file);
            try {
                addParent(directories, file.toRealPath());
            } catch (IOException notThereYet) {
                // Its own directory tells when it comes.
            }
        });
        return directories;
    }

    private static void addParent(Set<Path> directories, Path file) {
        Path parent = file.getParent();
        if (parent != null) {
            directories.add(parent);
        }
    }
}
