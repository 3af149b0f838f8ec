package io.operatormetrics.tls;

import io.operatormetrics.tls.TlsMaterial.Missing;
import io.operatormetrics.tls.TlsMaterial.Part;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * TLS material in files, however they are replaced: written in place, renamed over, or by kubelet's swap of the {@code ..data} symlink.
 * Changes are seen by watching the directories, and by {@link #refresh()} where a watch is blind. Two files of a pair may be read one
 * old and one new; the receiver finds that they do not match and waits for the next reading.
 */
public final class FileTlsSource implements TlsMaterialSource {
    private static final String REMEDY = "it has to be mounted or written there";

    private final Path certFile;
    private final Path keyFile;
    private final Optional<Path> caFile;
    private final DirectoryWatch watch = new DirectoryWatch(this::refresh);
    private final FileReads reads;
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
        this.reads = new FileReads(files(), this::read, this::publish);
    }

    @Override
    public void start(Consumer<TlsMaterial> sink) {
        synchronized (this) {
            this.sink = sink;
        }
        watch.start();
        refresh();
    }

    /** Reads three small files. A file that hangs delays nobody for longer than a moment. */
    @Override
    public void refresh() {
        if (isStarted()) {
            reads.refresh();
        }
    }

    @Override
    public void close() {
        watch.close();
        reads.close();
        synchronized (this) {
            sink = null;
        }
    }

    private synchronized boolean isStarted() {
        return sink != null;
    }

    private List<Path> files() {
        return Stream.concat(Stream.of(certFile, keyFile), caFile.stream()).toList();
    }

    private Part read(Path file) {
        if (file.equals(certFile)) {
            // Watched first, so that what changes while it is read is read again.
            watch.watch(directories());
        }
        return TextFile.read(file, REMEDY);
    }

    private void publish(List<Part> parts) {
        Consumer<TlsMaterial> receiver;
        synchronized (this) {
            receiver = sink;
        }
        if (receiver != null) {
            receiver.accept(new TlsMaterial(
                    parts.get(0),
                    parts.get(1),
                    parts.size() > 2 ? parts.get(2) : new Missing("client CA", "no file is named for it")));
        }
    }

    /** Where the files are, and where the links on the way lead: a write behind a link is no event where the link is. */
    private Set<Path> directories() {
        Set<Path> directories = new LinkedHashSet<>();
        files().forEach(file -> {
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
