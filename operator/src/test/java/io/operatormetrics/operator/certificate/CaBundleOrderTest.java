package io.operatormetrics.operator.certificate;

import io.operatormetrics.pki.IssuedPair;
import io.operatormetrics.x509.Certificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static io.operatormetrics.operator.certificate.ObservedCluster.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

class CaBundleOrderTest {

    @TempDir
    private Path folder;

    private final IssuedPair previous = bareCa();
    private final IssuedPair next = bareCa();
    private final Planning planning = Planning.with(Map.of("METRICS_CA_OVERLAP", "10m"));

    @Test
    void opensslTrustsWhatIsServedDuringTheWholeChangeOfACaWithoutIdentifiers() throws Exception {
        put(previous);
        assertThat(openssl(planning.settle())).isEqualTo("OK");

        put(next);
        CertificatePlan announced = planning.settle();
        assertThat(announced.trusted()).containsExactly(certificate(previous), certificate(next));
        assertThat(openssl(announced)).isEqualTo("OK");

        planning.clock.turn(Duration.ofMinutes(10));
        CertificatePlan reissued = planning.settle();
        assertThat(reissued.trusted()).containsExactly(certificate(next), certificate(previous));
        assertThat(openssl(reissued)).isEqualTo("OK");

        planning.clock.turn(Duration.ofMinutes(10));
        assertThat(openssl(planning.settle())).isEqualTo("OK");
    }

    @Test
    void keepsTheOrderWhereNothingIsServed() {
        List<X509Certificate> both = List.of(certificate(previous), certificate(next));

        assertThat(CaBundleOrder.of(both, List.of())).isEqualTo(both);
        assertThat(CaBundleOrder.of(List.of(certificate(next), certificate(previous), certificate(next)), List.of()))
                .containsExactly(certificate(next), certificate(previous));
    }

    private void put(IssuedPair ca) {
        planning.cluster.put(ObservedCluster.CA, ca.certificatePem(), ca.keyPem());
    }

    private static X509Certificate certificate(IssuedPair ca) {
        return ca.leaf();
    }

    private static IssuedPair bareCa() {
        return TestPairs.bareAuthority("tigera-operator-signer@1", TestPairs.Lifetime.days(3650));
    }

    /** The leaf without the rest of its chain, which would tell OpenSSL more than many servers do. */
    private String openssl(CertificatePlan plan) throws Exception {
        Files.writeString(folder.resolve("bundle.crt"), Certificates.encode(plan.trusted()));
        Files.writeString(
                folder.resolve("leaf.crt"),
                Certificates.encode(
                        List.of(planning.cluster.held(SERVER).chain().getFirst())));
        Process openssl = new ProcessBuilder(
                        "openssl", "verify", "-attime", seconds(), "-CAfile", "bundle.crt", "leaf.crt")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        openssl.waitFor();
        return said.strip().replace("leaf.crt: ", "");
    }

    private String seconds() {
        return Long.toString(planning.clock.instant().getEpochSecond());
    }
}
