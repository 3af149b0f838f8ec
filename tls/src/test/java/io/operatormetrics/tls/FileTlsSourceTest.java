package io.operatormetrics.tls;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import static io.operatormetrics.tls.TlsMaterial.Loaded;
import static io.operatormetrics.tls.TlsMaterial.Missing;
import static io.operatormetrics.tls.TlsMaterial.Part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What changes is seen by the watch alone, unless a test calls refresh(). */
class FileTlsSourceTest {

    @TempDir
    Path folder;

    private final List<TlsMaterial> readings = new CopyOnWriteArrayList<>();
    private FileTlsSource source;

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void readsTheThreeFilesAtOnce() throws Exception {
        write("tls.crt", "certificate");
        write("tls.key", "key");
        write("ca.crt", "ca");
        start(folder);

        assertThat(readings)
                .containsExactly(new TlsMaterial(
                        new Loaded(folder.resolve("tls.crt").toString(), "certificate"),
                        new Loaded(folder.resolve("tls.key").toString(), "key"),
                        new Loaded(folder.resolve("ca.crt").toString(), "ca")));
        assertThat(readings.getFirst().toString()).doesNotContain("certificate,", "pem");
    }

    @Test
    void saysWhatIsMissingAndSeesItCome() throws Exception {
        start(folder);
        assertThat(readings.getFirst().serverKey())
                .isEqualTo(new Missing(
                        folder.resolve("tls.key").toString(), "no such file; it has to be mounted or written there"));

        write("tls.key", "key");

        awaitKey("key");
    }

    @Test
    void seesAFileWrittenInPlace() throws Exception {
        write("tls.key", "old");
        start(folder);
        write("tls.key", "new");

        awaitKey("new");
    }

    @Test
    void seesAFileRenamedOver() throws Exception {
        write("tls.key", "old");
        start(folder);
        Files.move(write("tls.key.tmp", "new"), folder.resolve("tls.key"), StandardCopyOption.ATOMIC_MOVE);

        awaitKey("new");
    }

    @Test
    void seesKubeletSwapItsSymlinkAgainAndAgain() throws Exception {
        Path first = Files.createDirectory(folder.resolve("..2026_1"));
        Files.writeString(first.resolve("tls.key"), "1");
        Files.createSymbolicLink(folder.resolve("..data"), first.getFileName());
        Files.createSymbolicLink(folder.resolve("tls.key"), Path.of("..data/tls.key"));
        start(folder);
        awaitKey("1");

        for (int i = 2; i < 5; i++) {
            Path next = Files.createDirectory(folder.resolve("..2026_" + i));
            Files.writeString(next.resolve("tls.key"), Integer.toString(i));
            Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), next.getFileName());
            Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

            awaitKey(Integer.toString(i));
        }
    }

    @Test
    void seesAWriteBehindASymlink() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path mount = Files.createDirectory(folder.resolve("mount"));
        Path key = Files.writeString(elsewhere.resolve("the.key"), "old");
        Files.createSymbolicLink(mount.resolve("tls.key"), key);
        start(mount);
        Files.writeString(key, "new");

        awaitKey("new");
    }

    @Test
    void seesAFileVanishAndComeBack() throws Exception {
        write("tls.key", "key");
        start(folder);
        Files.delete(folder.resolve("tls.key"));
        await().untilAsserted(() -> assertThat(lastKey()).isInstanceOf(Missing.class));
        write("tls.key", "key again");

        awaitKey("key again");
    }

    @Test
    void findsByRefreshWhatNoWatchCouldSee() throws Exception {
        Path mount = folder.resolve("not/yet/mounted");
        start(mount);
        Files.createDirectories(mount);
        Files.writeString(mount.resolve("tls.key"), "key");

        source.refresh();

        assertThat(lastKey()).isInstanceOf(Loaded.class);
        // And from then on it is watched.
        Files.writeString(mount.resolve("tls.key"), "new");
        awaitKey("new");
    }

    @Test
    void waitsForNoPipeAndReadsNoDirectory() throws Exception {
        new ProcessBuilder("mkfifo", folder.resolve("tls.crt").toString())
                .start()
                .waitFor();
        Files.createDirectory(folder.resolve("tls.key"));
        start(folder);

        assertThat(readings.getFirst().serverCertificate())
                .isEqualTo(new Missing(
                        folder.resolve("tls.crt").toString(),
                        "not a regular file; it has to be mounted or written there"));
        assertThat(readings.getFirst().serverKey()).isInstanceOf(Missing.class);
    }

    @Test
    void doesWithoutACa() {
        source = new FileTlsSource(folder.resolve("tls.crt"), folder.resolve("tls.key"), Optional.empty());
        source.start(readings::add);

        assertThat(readings.getFirst().clientCa()).isEqualTo(new Missing("client CA", "no file is named for it"));
    }

    @Test
    void tellsNothingOnceItIsClosed() throws Exception {
        start(folder);
        source.close();
        write("tls.key", "key");
        source.refresh();

        assertThat(readings).hasSize(1);
    }

    private void start(Path directory) {
        source = new FileTlsSource(
                directory.resolve("tls.crt"), directory.resolve("tls.key"), Optional.of(directory.resolve("ca.crt")));
        source.start(readings::add);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Part lastKey() {
        return readings.getLast().serverKey();
    }

    private void awaitKey(String text) {
        await().untilAsserted(() -> assertThat(lastKey())
                .isInstanceOfSatisfying(
                        Loaded.class, key -> assertThat(key.pem()).isEqualTo(text)));
    }
}
