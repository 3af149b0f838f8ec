package io.operatormetrics.tls;

import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;

import javax.net.ssl.SSLSocket;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What reloads leave behind outside the heap, in a JVM that never runs a finalizer. {@code -Dreloads=10000} is what is promised; by default there are
 * so many that contexts which stay, of 21 KiB each, exceed the limit more than twice.
 */
class NativeMemoryTest {

    private static final int RELOADS = Integer.getInteger("reloads", 1_500);
    private static final int WARM = 500;
    private static final int MOST_GROWN_MIB = RELOADS < 10_000 ? 8 : 20;

    @Test
    void isFlatOverReloadsWithConnectionsOpen() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmOptions.forNetty());
        command.addAll(List.of(
                "--finalization=disabled",
                "-XX:+UseSerialGC",
                "-Xms96m",
                "-Xmx96m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path"),
                Reloads.class.getName(),
                Integer.toString(RELOADS)));
        if (Runtime.version().feature() >= 24) {
            command.add(1, "-XX:AOTMode=off");
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Else glibc keeps what was freed in as many arenas as there are threads.
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        Process jvm = builder.start();
        List<Long> resident = new ArrayList<>();
        List<String> last = new ArrayList<>();
        try (var out = jvm.inputReader(StandardCharsets.UTF_8)) {
            out.lines().forEach(line -> {
                last.addLast(line);
                if (last.size() > 20) {
                    last.removeFirst();
                }
                if (line.startsWith("resident ")) {
                    resident.add(Long.parseLong(line.substring("resident ".length())));
                }
            });
        }
        assertThat(jvm.waitFor()).as("%s", last).isZero();
        assertThat(resident).hasSize(2);
        assertThat(resident.getLast() - resident.getFirst())
                .as("KiB grown from reload %d to %d, resident %s", WARM, RELOADS, resident)
                .isLessThan(MOST_GROWN_MIB * 1024L);
    }

    static final class Reloads {
        private static final X509Bundle CLIENT = TestPki.client("prometheus");

        private Reloads() {}

        public static void main(String[] arguments) throws Exception {
            int reloads = Integer.parseInt(arguments[0]);
            String bundle = bundle();
            TlsMaterial[] materials = new TlsMaterial[2];
            for (int i = 0; i < materials.length; i++) {
                X509Bundle server = TestPki.server("server-" + i);
                materials[i] = TestPki.material(server.getCertificatePathPEM(), server.getPrivateKeyPEM(), bundle);
            }
            Deque<SSLSocket> open = new ArrayDeque<>();
            try (TlsServer server = new TlsServer(Policies.DEFAULT)) {
                for (int reload = 1; reload <= reloads; reload++) {
                    server.source.give(materials[reload % materials.length]);
                    requirePublished(server);
                    if (reload % 25 == 0) {
                        SSLSocket socket = JdkClient.connect(server.port(), CLIENT);
                        socket.startHandshake();
                        open.addLast(socket);
                    }
                    if (open.size() > 10) {
                        open.removeFirst().close();
                    }
                    if (reload == WARM || reload == reloads) {
                        System.gc();
                        System.out.println("resident " + resident());
                    }
                }
            }
            for (SSLSocket socket : open) {
                socket.close();
            }
        }

        private static void requirePublished(TlsServer server) {
            if (!(server.reloads.getLast() instanceof ReloadOutcome.Published) || server.reloads.size() != 1) {
                throw new IllegalStateException(server.reloads.toString());
            }
            server.reloads.clear();
        }

        /** 60 KiB. */
        private static String bundle() {
            StringBuilder bundle = new StringBuilder(TestPki.CA.getCertificatePEM());
            for (int i = 0; bundle.length() < 60 * 1024; i++) {
                bundle.append(TestPki.ca("ca-" + i + "x".repeat(150)).getCertificatePEM());
            }
            return bundle.toString();
        }

        private static String resident() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .findFirst()
                    .orElseThrow()
                    .replaceAll("[^0-9]", "");
        }
    }
}
