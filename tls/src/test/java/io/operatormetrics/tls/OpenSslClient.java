package io.operatormetrics.tls;

import io.netty.pkitesting.X509Bundle;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The real {@code openssl s_client}; a test that needs it fails where it is not installed. */
final class OpenSslClient {
    private static final Pattern ALERT = Pattern.compile("SSL alert number (\\d+)");

    private final Path folder;

    OpenSslClient(Path folder) {
        this.folder = folder;
    }

    /** What the client saw. */
    record Result(String output) {
        boolean answered() {
            return output.contains(TlsServer.ANSWER);
        }

        OptionalInt alert() {
            Matcher alert = ALERT.matcher(output);
            return alert.find() ? OptionalInt.of(Integer.parseInt(alert.group(1))) : OptionalInt.empty();
        }
    }

    Result connect(int port, @Nullable X509Bundle certificate, String... options)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(options(certificate));
        return connect(port, arguments);
    }

    private List<String> options(@Nullable X509Bundle certificate) throws IOException {
        if (certificate == null) {
            return List.of();
        }
        Path chain =
                Files.writeString(Files.createTempFile(folder, "client", ".crt"), certificate.getCertificatePathPEM());
        Path key = Files.writeString(Files.createTempFile(folder, "client", ".key"), certificate.getPrivateKeyPEM());
        return List.of("-cert", chain.toString(), "-key", key.toString(), "-cert_chain", chain.toString());
    }

    /** Over TLS 1.2 asks for a new handshake when the first one is done, then for the metrics. */
    Result renegotiate(int port, X509Bundle certificate) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
        command.addAll(List.of("-tls1_2", "-legacy_renegotiation"));
        command.addAll(options(certificate));
        Path output = Files.createTempFile(folder, "s_client", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try (OutputStream input = process.getOutputStream()) {
            awaitText(output, "Extended master secret");
            input.write("R\n".getBytes(StandardCharsets.US_ASCII));
            input.flush();
            awaitText(output, "RENEGOTIATING");
            input.write("GET /metrics HTTP/1.0\n\n".getBytes(StandardCharsets.US_ASCII));
            input.flush();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("openssl s_client hangs: " + Files.readString(output));
            }
        } catch (IOException alreadyOver) {
            process.waitFor(10, TimeUnit.SECONDS);
        } finally {
            process.destroyForcibly();
        }
        return new Result(Files.readString(output, StandardCharsets.ISO_8859_1));
    }

    private static void awaitText(Path output, String text) {
        await().untilAsserted(() -> assertThat(Files.readString(output, StandardCharsets.ISO_8859_1))
                .contains(text));
    }

    private Result connect(int port, List<String> arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port, "-ign_eof"));
        command.addAll(arguments);
        Path request = Files.writeString(folder.resolve("request"), "GET /metrics HTTP/1.0\r\n\r\n");
        Path output = Files.createTempFile(folder, "s_client", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(request.toFile())
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("openssl s_client hangs: " + Files.readString(output));
        }
        return new Result(Files.readString(output, StandardCharsets.ISO_8859_1));
    }
}
