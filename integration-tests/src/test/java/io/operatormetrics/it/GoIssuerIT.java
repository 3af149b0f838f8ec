package io.operatormetrics.it;

import io.operatormetrics.it.harness.Command;
import io.operatormetrics.it.harness.Programs;
import io.operatormetrics.pki.CertificateAuthority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

import static org.assertj.core.api.Assertions.assertThat;

/** The Go operator issues from a CA that we made, where both share one: a program of ours in Go keeps its rules. */
class GoIssuerIT {

    private static final Path PROGRAM = Programs.repository().resolve("integration-tests/src/test/go/issuer");

    @TempDir
    private Path folder;

    @Test
    void issuesFromTheCaThatWeMake() throws IOException {
        assertThat(issue(CertificateAuthority.createRsa("tigera-operator-signer", Clock.systemUTC()))
                        .stdout())
                .isEqualTo("issued\n");
    }

    /** What such a CA would do to the whole cluster; also shows that the program keeps the rule. */
    @Test
    void cannotIssueFromAnEllipticCurve() throws IOException {
        assertThat(issue(CertificateAuthority.create("tigera-operator-signer", Clock.systemUTC()))
                        .stdout())
                .contains("requested SignatureAlgorithm does not match private key type");
    }

    private Command.Result issue(CertificateAuthority authority) throws IOException {
        Path certificate = Files.writeString(folder.resolve("ca.crt"), authority.certificatePem());
        Path key = Files.writeString(folder.resolve("ca.key"), authority.keyPem());
        return Command.of("go", "-C", PROGRAM.toString(), "run", ".", certificate.toString(), key.toString())
                .run();
    }
}
