package io.operatormetrics.tls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Clock;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CipherSuitesTest {

    @ParameterizedTest
    @EnumSource
    void takesEveryDefaultOfEveryProvider(TlsProvider provider) {
        assertThat(CipherSuites.DEFAULTS)
                .allSatisfy(suite ->
                        assertThat(CipherSuites.problem(suite, provider)).isEmpty());
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "TLS_AES_128_GCM_SHA256, of TLS 1.3",
        "TLS_AES_128_CCM_8_SHA256, of TLS 1.3",
        "TLS_CHACHA20_POLY1305_SHA256, of TLS 1.3",
        "TLS_RSA_WITH_AES_128_GCM_SHA256, insecure",
        "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, insecure",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, insecure",
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384, insecure",
        "TLS_ECDHE_RSA_WITH_RC4_128_SHA, insecure",
        "TLS_RSA_WITH_3DES_EDE_CBC_SHA, insecure",
        "TLS_RSA_EXPORT_WITH_RC4_40_MD5, insecure",
        "TLS_NULL_WITH_NULL_NULL, insecure",
        "TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256, insecure",
        "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256, insecure",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CCM, lacking",
        "TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256, lacking",
        "ECDHE-RSA-AES128-GCM-SHA256, unknown",
        "TLS_ECDHE_RSA_WITH_AES_512_GCM_SHA512, unknown",
        "tls_ecdhe_rsa_with_aes_128_gcm_sha256, unknown",
        "HIGH, unknown",
        "'', unknown",
    })
    void namesWhatIsWrong(String suite, String problem) {
        for (TlsProvider provider : TlsProvider.values()) {
            assertThat(CipherSuites.problem(suite, provider)).get().asString().startsWith(problem);
        }
    }

    @Test
    void startRefusesWhatNobodyShouldHaveConfigured() {
        TlsPolicy policy = Policies.of(TlsProvider.JDK, List.of("TLS_RSA_WITH_AES_128_GCM_SHA256"));
        try (ServerTls tls = new ServerTls(policy, new GivenSource(), null, Clock.systemUTC())) {
            assertThatThrownBy(tls::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("cipher suite \"TLS_RSA_WITH_AES_128_GCM_SHA256\" is insecure");
        }
    }
}
