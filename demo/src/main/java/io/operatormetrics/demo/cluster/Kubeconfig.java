package io.operatormetrics.demo.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * Where an API server is, and who asks.
 *
 * @param server its address
 * @param caPem PEM of the CA of its certificate; empty for plain HTTP
 * @param user a name for people
 * @param token what the user presents
 */
record Kubeconfig(String server, Optional<String> caPem, String user, String token) {

    /** The folder must be its owner's only: the token is in the file. */
    Path writeTo(Path file) {
        String authority = caPem.map(pem -> ", certificate-authority-data: "
                        + Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)))
                .orElse("");
        String yaml = """
                apiVersion: v1
                kind: Config
                clusters:
                - name: demo
                  cluster: {server: "%s"%s}
                users:
                - name: %s
                  user: {token: "%s"}
                contexts:
                - name: demo
                  context: {cluster: demo, user: %s}
                current-context: demo
                """.formatted(server, authority, user, token, user);
        try {
            return Files.writeString(file, yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
