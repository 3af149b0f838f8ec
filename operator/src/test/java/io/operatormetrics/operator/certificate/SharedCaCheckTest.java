package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.settings.CertificateNames;
import io.operatormetrics.operator.state.CaSecret;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.X509Exception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class SharedCaCheckTest {

    private static final CaSecret.Metadata WRITTEN_BY_US = new CaSecret.Metadata(
            "tigera-ca-private",
            "tigera-operator",
            "1",
            null,
            List.of(new CaSecret.Manager("operator-metrics"), new CaSecret.Manager("kubectl-edit")));

    private static final CaSecret FOUND = new CaSecret(WRITTEN_BY_US, null);
    private static final X509Certificate EC =
            TestPairs.authority("tigera-operator-signer").certificate();

    private final SharedCaCheck check = new SharedCaCheck(ObservedCluster.CA);

    @Test
    void saysThatTheGoOperatorCannotIssueFromAnEllipticCurve() {
        assertThat(check.check(FOUND, EC, ApiAvailability.SERVED)).hasValueSatisfying(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.DEGRADED);
            assertThat(finding.reason()).isEqualTo("CAUnfitForGoOperator");
            assertThat(finding.message())
                    .contains(
                            "Secret tigera-operator/tigera-ca-private (written by operator-metrics, kubectl-edit)",
                            "EC P-256",
                            "cannot issue any",
                            "kubectl --namespace tigera-operator delete secret tigera-ca-private");
        });
    }

    /** A certificate of OpenSSL without that extension. */
    @Test
    void saysThatTheGoOperatorIssuesAnewAllTheTimeWithoutAnAuthorityKeyIdentifier() throws Exception {
        assertThat(check.check(new CaSecret(WRITTEN_BY_US, null), withoutIdentifier(), ApiAvailability.SERVED))
                .map(Finding::message)
                .hasValueSatisfying(message -> assertThat(message).contains("no authority key identifier", "anew"));
    }

    @Test
    void isContentWithACaThatWeMake() {
        X509Certificate ours = CertificateAuthority.createRsa(CertificateNames.CA_COMMON_NAME, Clock.systemUTC())
                .certificate();
        assertThat(check.check(FOUND, ours, ApiAvailability.SERVED)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"ABSENT", "UNKNOWN"})
    void saysNothingWhereNoGoOperatorIsToBeExpected(ApiAvailability api) {
        assertThat(check.check(FOUND, EC, api)).isEmpty();
    }

    @Test
    void saysNothingOfACaOfOurOwn() {
        SharedCaCheck own = new SharedCaCheck(new NamespacedName("operator-metrics", "tigera-ca-private"));
        assertThat(own.check(FOUND, EC, ApiAvailability.SERVED)).isEmpty();
    }

    private static X509Certificate withoutIdentifier() throws IOException, X509Exception {
        Path file = Path.of("src", "test", "resources", "ca-without-aki.crt");
        return Certificates.parse(file.toString(), Files.readString(file)).getFirst();
    }
}
