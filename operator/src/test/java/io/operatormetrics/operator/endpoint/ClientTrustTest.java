package io.operatormetrics.operator.endpoint;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.state.CaOverlap;
import io.operatormetrics.operator.state.CaRevocation;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.tls.TlsMaterial.Loaded;
import io.operatormetrics.tls.TlsMaterial.Missing;
import io.operatormetrics.tls.TlsMaterial.Part;
import io.operatormetrics.x509.Certificates;
import org.junit.jupiter.api.Test;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class ClientTrustTest {

    private static final Instant T0 = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration STEP = Duration.ofMinutes(10);
    private static final Instant END = T0.plus(STEP).plus(STEP);
    private static final CertificateAuthority A = CertificateAuthority.create("a", Clock.fixed(T0, ZoneOffset.UTC));
    private static final CertificateAuthority B = CertificateAuthority.create("b", Clock.fixed(T0, ZoneOffset.UTC));
    private static final Loaded OLD = new Loaded("Secret x, key tls.crt", A.certificatePem());
    private static final Loaded NEW = new Loaded("Secret x, key tls.crt", B.certificatePem());
    private static final Missing GONE = new Missing("Secret x", "not found");
    private static final ClientTrust.SeenRecord NO_RECORD = new ClientTrust.SeenRecord(new Observed.Absent<>(), true);

    private final ClientTrust trust =
            new ClientTrust(new CaOverlap(Optional.of(new NamespacedName("ns", "x-ca")), STEP));

    @Test
    void tellsWhatIsThereAsItIs() {
        assertThat(tell(OLD, T0)).containsExactly(OLD);
        assertThat(tell(GONE, T0)).containsExactly(GONE);
    }

    @Test
    void addsThePreviousOneUntilItsEnd() throws Exception {
        tell(OLD, T0);

        assertThat(cas(tell(NEW, T0))).containsExactly(B.certificate(), A.certificate());
        assertThat(trust.untilNextEnd(T0))
                .hasValueSatisfying(left -> assertThat(left).isBetween(STEP, STEP.plus(STEP)));
        assertThat(tell(NEW, END)).containsExactly(NEW);
    }

    @Test
    void takesThePreviousOneOutThoughThePresentOneIsGone() {
        tell(OLD, T0);
        tell(NEW, T0);
        assertThat(tell(GONE, T0)).as("the last good set is served").containsExactly(GONE);

        assertThat(tell(GONE, END)).containsExactly(NEW, GONE);
        assertThat(tell(GONE, END)).as("and once is enough").containsExactly(GONE);
    }

    @Test
    void takesThePreviousOneOutThoughThePresentOneIsDamaged() {
        Loaded damaged = new Loaded(NEW.origin(), "garbage");
        tell(OLD, T0);
        tell(NEW, T0);

        assertThat(tell(damaged, T0)).containsExactly(damaged);
        assertThat(tell(damaged, END)).containsExactly(NEW, damaged);
    }

    private List<Part> tell(Part seen, Instant now) {
        return trust.of(seen, NO_RECORD, CaRevocation.NONE, now);
    }

    private static List<X509Certificate> cas(List<Part> parts) throws Exception {
        assertThat(parts).hasSize(1).first().isInstanceOf(Loaded.class);
        return Certificates.parse("trusted", ((Loaded) parts.getFirst()).pem());
    }
}
