package io.operatormetrics.operator.settings;

import io.operatormetrics.server.http.ListenAddress;
import io.operatormetrics.tls.AllowedNames;
import io.operatormetrics.tls.ClientAuth;
import io.operatormetrics.tls.TlsPolicy;
import io.operatormetrics.tls.TlsProvider;
import io.operatormetrics.tls.TlsVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class MetricsServerSettingsTest {

    private static final Reading<MetricsServerSettings> SETTINGS = new Reading<>(MetricsServerSettings::read);

    @Test
    void defaults() {
        assertThat(SETTINGS.valid(Map.of()))
                .isEqualTo(new MetricsServerSettings(
                        false,
                        Scheme.HTTP,
                        new ListenAddress("0.0.0.0", 9484),
                        new TlsPolicy(
                                ClientAuth.REQUIRE_AND_VERIFY,
                                TlsVersion.TLS_1_2,
                                List.of(),
                                TlsProvider.BORINGSSL,
                                new AllowedNames.Any()),
                        new TlsFiles(
                                Path.of("/etc/tigera-operator-tls/tls.crt"),
                                Path.of("/etc/tigera-operator-tls/tls.key"),
                                Path.of("/etc/tigera-ca-private/tls.crt"),
                                false),
                        16));
        assertThat(SETTINGS.warnings(Map.of())).isEmpty();
    }

    @Test
    void everyKey() {
        Map<String, String> all = Map.ofEntries(
                Map.entry("METRICS_ENABLED", "TRUE"),
                Map.entry("METRICS_SCHEME", "HttpS"),
                Map.entry("METRICS_HOST", "[2001:db8::1]"),
                Map.entry("METRICS_PORT", " 8443 "),
                Map.entry("METRICS_CLIENT_AUTH", "requireandverifyclientcert"),
                Map.entry("METRICS_CLIENT_ALLOWED_NAMES", "prometheus.example, spiffe://example/prometheus"),
                Map.entry("TLS_MIN_VERSION", "1.2"),
                Map.entry(
                        "TLS_CIPHER_SUITES",
                        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
                Map.entry("METRICS_TLS_PROVIDER", "JDK"),
                Map.entry("METRICS_TLS_CERT_FILE", "/tls/server.crt"),
                Map.entry("METRICS_TLS_KEY_FILE", "/tls/server.key"),
                Map.entry("METRICS_TLS_CA_FILE", "/tls/ca.crt"),
                Map.entry("METRICS_MAX_CONCURRENT_SCRAPES", "3"));

        assertThat(SETTINGS.valid(all))
                .isEqualTo(new MetricsServerSettings(
                        true,
                        Scheme.HTTPS,
                        new ListenAddress("2001:db8::1", 8443),
                        new TlsPolicy(
                                ClientAuth.REQUIRE_AND_VERIFY,
                                TlsVersion.TLS_1_2,
                                List.of(
                                        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                                        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
                                TlsProvider.JDK,
                                new AllowedNames.Listed(Set.of("prometheus.example", "spiffe://example/prometheus"))),
                        new TlsFiles(
                                Path.of("/tls/server.crt"), Path.of("/tls/server.key"), Path.of("/tls/ca.crt"), true),
                        3));
        assertThat(SETTINGS.warnings(all)).isEmpty();
    }

    @ParameterizedTest(name = "{0}={1} is refused with: expected {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            METRICS_ENABLED                | yes                      | true or false
            METRICS_ENABLED                | 1                        | true or false
            METRICS_ENABLED                | off                      | true or false
            METRICS_SCHEME                 | htps                     | http or https
            METRICS_HOST                   | 0.0.0.256                | an IPv4 or IPv6 address, or localhost
            METRICS_HOST                   | 127.1                    | an IPv4 or IPv6 address, or localhost
            METRICS_HOST                   | 010.0.0.1                | an IPv4 or IPv6 address, or localhost
            METRICS_HOST                   | :::                      | an IPv4 or IPv6 address, or localhost
            METRICS_HOST                   | [::1                     | an IPv4 or IPv6 address, or localhost
            METRICS_HOST                   | [127.0.0.1]              | an IPv4 or IPv6 address, or localhost
            METRICS_HOST                   | example.org              | an IPv4 or IPv6 address, or localhost
            METRICS_HOST                   | 0.0.0.0:9484             | an IPv4 or IPv6 address, or localhost
            METRICS_PORT                   | 94x4                     | 0-65535
            METRICS_PORT                   | 65536                    | 0-65535
            METRICS_PORT                   | -1                       | 0-65535
            METRICS_PORT                   | +1                       | 0-65535
            METRICS_PORT                   | 99999999999999999999     | 0-65535
            METRICS_PORT                   | tcp://10.0.0.1:9484      | 0-65535
            METRICS_CLIENT_AUTH            | RequestClientCert        | RequireAndVerifyClientCert, RequireAnyClientCert, VerifyClientCertIfGiven or NoClientCert
            METRICS_CLIENT_ALLOWED_NAMES   | a,,b                     | comma-separated: names
            METRICS_CLIENT_ALLOWED_NAMES   | ,                        | comma-separated: names
            METRICS_CLIENT_ALLOWED_NAMES   | a b                      | comma-separated: names
            TLS_MIN_VERSION                | 1.1                      | 1.2 or 1.3
            TLS_MIN_VERSION                | TLS1.2                   | 1.2 or 1.3
            METRICS_TLS_PROVIDER           | openssl                  | boringssl or jdk
            METRICS_MAX_CONCURRENT_SCRAPES | 0                        | 1-10000
            """)
    void eachInvalidValue(String name, String value, String expected) {
        assertThat(SETTINGS.problems(Map.of(name, value)))
                .containsExactly(name + ": \"" + value + "\" (expected: " + expected + ")");
    }

    @ParameterizedTest(name = "{0} is refused as a path")
    @ValueSource(
            strings = {
                "METRICS_TLS_CERT_FILE",
                "METRICS_TLS_KEY_FILE",
                "METRICS_TLS_CA_FILE",
                "METRICS_CLIENT_ALLOWED_NAMES_FILE"
            })
    void refusesWhatNoFileCanBeCalled(String name) {
        assertThat(SETTINGS.problems(Map.of(name, "/tls/\0")))
                .containsExactly(name + ": \"/tls/\\u0000\" (expected: a path, not the PEM itself)");
    }

    @ParameterizedTest(name = "{0} binds {1}")
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "::, ::",
        "[::], ::",
        "::1, ::1",
        "[fd00::8], fd00::8",
        "::ffff:10.0.0.1, ::ffff:10.0.0.1",
        "LocalHost, localhost"
    })
    void takesAddressesOfBothFamilies(String value, String host) {
        assertThat(SETTINGS.valid(Map.of("METRICS_HOST", value)).address().host())
                .isEqualTo(host);
    }

    @Test
    void takesAllowedNamesFromAFile() {
        assertThat(SETTINGS.valid(Map.of("METRICS_CLIENT_ALLOWED_NAMES_FILE", "/names"))
                        .tlsPolicy()
                        .allowedNames())
                .isEqualTo(new AllowedNames.FromFile(Path.of("/names")));
    }

    @Test
    void refusesAllowedNamesFromTwoPlaces() {
        assertThat(SETTINGS.problems(
                        Map.of("METRICS_CLIENT_ALLOWED_NAMES", "a", "METRICS_CLIENT_ALLOWED_NAMES_FILE", "/names")))
                .containsExactly("METRICS_CLIENT_ALLOWED_NAMES_FILE: \"/names\""
                        + " (expected: unset, since METRICS_CLIENT_ALLOWED_NAMES is set: one of the two)");
    }

    @ParameterizedTest(name = "{0} enforces no names")
    @ValueSource(strings = {"RequireAnyClientCert", "VerifyClientCertIfGiven", "NoClientCert"})
    void refusesAllowedNamesWhereNotEveryClientIsVerified(String mode) {
        assertThat(SETTINGS.problems(Map.of("METRICS_CLIENT_AUTH", mode, "METRICS_CLIENT_ALLOWED_NAMES", "a")))
                .containsExactly("METRICS_CLIENT_ALLOWED_NAMES: \"a\""
                        + " (expected: unset, or METRICS_CLIENT_AUTH=RequireAndVerifyClientCert)");
        assertThat(SETTINGS.problems(
                        Map.of("METRICS_CLIENT_AUTH", mode, "METRICS_CLIENT_ALLOWED_NAMES_FILE", "/names")))
                .containsExactly("METRICS_CLIENT_ALLOWED_NAMES_FILE: \"/names\""
                        + " (expected: unset, or METRICS_CLIENT_AUTH=RequireAndVerifyClientCert)");
    }

    @Test
    void refusesAllowedNamesOverPlainHttp() {
        assertThat(SETTINGS.problems(Map.of("METRICS_ENABLED", "true", "METRICS_CLIENT_ALLOWED_NAMES", "a")))
                .containsExactly("METRICS_CLIENT_ALLOWED_NAMES: \"a\" (expected: unset, or METRICS_SCHEME=https)");
    }

    @Test
    void refusesSuitesWhereOnlyTls13IsSpoken() {
        assertThat(SETTINGS.problems(Map.of(
                        "TLS_MIN_VERSION", "1.3", "TLS_CIPHER_SUITES", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")))
                .containsExactly("TLS_CIPHER_SUITES: \"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384\""
                        + " (expected: unset with TLS_MIN_VERSION=1.3, whose suites cannot be chosen)");
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "TLS_RSA_WITH_AES_128_GCM_SHA256, insecure",
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, insecure",
        "TLS_AES_128_GCM_SHA256, of TLS 1.3",
        "ECDHE-RSA-AES128-GCM-SHA256, unknown",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CCM, lacking in the TLS provider"
    })
    void refusesEachSuiteThatCannotBeOffered(String suite, String why) {
        String good = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
        assertThat(SETTINGS.problems(Map.of("TLS_CIPHER_SUITES", good + "," + suite)))
                .singleElement()
                .asString()
                .startsWith("TLS_CIPHER_SUITES: \"" + suite + "\" (expected: another suite, since this one is " + why);
    }

    @ParameterizedTest(name = "{0} set alone")
    @CsvSource({"METRICS_HOST, ::", "METRICS_PORT, 9484", "METRICS_SCHEME, https"})
    void warnsOfWhatSwitchedOlderReleasesOn(String name, String value) {
        assertThat(SETTINGS.warnings(Map.of(name, value)))
                .singleElement()
                .asString()
                .startsWith(name + " set while");
    }

    @Test
    void warnsOnceOfAllThatSwitchedOlderReleasesOn() {
        Map<String, String> all = Map.of("METRICS_HOST", "::", "METRICS_PORT", "1", "METRICS_SCHEME", "http");
        assertThat(SETTINGS.warnings(all))
                .singleElement()
                .asString()
                .startsWith("METRICS_HOST, METRICS_PORT, METRICS_SCHEME set while METRICS_ENABLED is not");
        Map<String, String> meant = new HashMap<>(all);
        meant.put("METRICS_ENABLED", "false");
        assertThat(SETTINGS.warnings(meant)).isEmpty();
    }

    @Test
    void warnsOfPlainHttp() {
        assertThat(SETTINGS.warnings(Map.of("METRICS_ENABLED", "true")))
                .singleElement()
                .asString()
                .startsWith("METRICS_SCHEME is http");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"RequireAnyClientCert", "VerifyClientCertIfGiven", "NoClientCert"})
    void warnsOfEachModeThatLetsStrangersIn(String mode) {
        assertThat(SETTINGS.warnings(
                        Map.of("METRICS_ENABLED", "true", "METRICS_SCHEME", "https", "METRICS_CLIENT_AUTH", mode)))
                .singleElement()
                .asString()
                .startsWith("METRICS_CLIENT_AUTH is " + mode);
    }

    @Test
    void warnsOfMisspelledNames() {
        assertThat(SETTINGS.warnings(Map.of("METRICS_CLIENT_AUHT", "x", "TLS_MINVERSION", "1.3", "OTHER", "x")))
                .containsExactly(
                        "not a setting, and without effect: METRICS_CLIENT_AUHT (did you mean METRICS_CLIENT_AUTH?),"
                                + " TLS_MINVERSION (did you mean TLS_MIN_VERSION?)");
    }

    @Test
    void doesNotWarnOfWhatKubernetesSetsForServices() {
        assertThat(SETTINGS.warnings(Map.of(
                        "METRICS_SERVER_SERVICE_HOST", "10.0.0.1",
                        "METRICS_SERVER_SERVICE_PORT", "443",
                        "METRICS_SERVER_SERVICE_PORT_HTTPS", "443",
                        "METRICS_SERVER_PORT", "tcp://10.0.0.1:443",
                        "METRICS_SERVER_PORT_443_TCP_ADDR", "10.0.0.1")))
                .isEmpty();
    }
}
