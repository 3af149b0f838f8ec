package io.operatormetrics.pki;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A second opinion. Fails where openssl is missing: a test that skips itself proves nothing. */
class OpensslVerifyTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void writeAChain() throws Exception {
        CertificateAuthority authority = CertificateAuthority.createRsa("signer", Clock.systemUTC());
        IssuedPair pair = authority.issue(
                new LeafRequest("metrics", List.of("metrics.ns.svc"), List.of(InetAddress.ofLiteral("127.0.0.1"))));
        Files.writeString(folder.resolve("ca.crt"), authority.certificatePem());
        Files.writeString(folder.resolve("tls.crt"), pair.certificatePem());
        Files.writeString(folder.resolve("tls.key"), pair.keyPem());
    }

    @Test
    void acceptsTheChainByItsStrictRules() throws Exception {
        for (String purpose : List.of("sslserver", "sslclient")) {
            assertThat(openssl("verify", "-x509_strict", "-purpose", purpose, "-CAfile", "ca.crt", "tls.crt"))
                    .isEqualTo("tls.crt: OK\n");
        }
    }

    @Test
    void findsTheNamesInTheLeaf() throws Exception {
        assertThat(openssl("verify", "-CAfile", "ca.crt", "-verify_hostname", "metrics.ns.svc", "tls.crt"))
                .isEqualTo("tls.crt: OK\n");
        assertThat(openssl("verify", "-CAfile", "ca.crt", "-verify_ip", "127.0.0.1", "tls.crt"))
                .isEqualTo("tls.crt: OK\n");
        assertThat(openssl("verify", "-CAfile", "ca.crt", "-verify_hostname", "metrics", "tls.crt"))
                .as("the common name is no name of a server")
                .contains("hostname mismatch");
    }

    @Test
    void readsTheKeyAndFindsThatItMatches() throws Exception {
        assertThat(openssl("pkey", "-in", "tls.key", "-pubout"))
                .isEqualTo(openssl("x509", "-in", "tls.crt", "-pubkey", "-noout"));
    }

    private String openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
