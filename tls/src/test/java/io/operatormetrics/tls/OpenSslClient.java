package io.operatormetrics.tls;

import io.netty.pkitesting.X509Bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    Result connect(int port, X509Bundle certificate, String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(options));
        if (certificate != null) {
            Path chain = Files.writeString(
                    Files.createTempFile(folder, "client", ".crt"), certificate.getCertificatePathPEM());
            Path key =
                    Files.writeString(Files.createTempFile(folder, "client", ".key"), certificate.getPrivateKeyPEM());
            arguments.addAll(
                    List.of("-cert", chain.toString(), "-key", key.toString(), "-cert_chain", chain.toString()));
        }
        return connect(port, arguments);
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
