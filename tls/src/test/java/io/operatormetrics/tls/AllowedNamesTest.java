package io.operatormetrics.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import static io.operatormetrics.tls.TestPki.CA;
import static io.operatormetrics.tls.TestPki.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class AllowedNamesTest {
    private static final Map<String, UnaryOperator<CertificateBuilder>> CERTIFICATES = Map.of(
            "CN only", builder -> builder.subject("CN=prometheus,O=prometheus.example"),
            "CN with a comma", builder -> builder.subject("CN=a\\,CN\\=prometheus"),
            "DNS", builder -> builder.subject("CN=prometheus").addSanDnsName("prometheus.example"),
            "URI", builder -> builder.subject("CN=x").addSanUriName(URI.create("spiffe://example/prometheus")),
            "e-mail", builder -> builder.subject("CN=x").addSanRfc822Name("prometheus@example.org"),
            "IPv4", builder -> builder.subject("CN=x").addSanIpAddress("192.0.2.1"),
            "IPv6", builder -> builder.subject("CN=x").addSanIpAddress("2001:db8::1"),
            "directory name", builder -> builder.subject("CN=prometheus").addSanDirectoryName("CN=prometheus"));

    @ParameterizedTest(name = "{0} presents {1}: {2}")
    @CsvSource({
        "CN only, prometheus, true",
        "CN only, Prometheus, false",
        "CN only, prometheus.example, false",
        "CN with a comma, prometheus, false",
        "CN with a comma, 'a,CN=prometheus', true",
        "DNS, prometheus.example, true",
        "DNS, prometheus, false",
        "DNS, prometheus.exampl, false",
        "DNS, *.example, false",
        "URI, spiffe://example/prometheus, true",
        "URI, spiffe://example/, false",
        "e-mail, prometheus@example.org, true",
        "IPv4, 192.0.2.1, true",
        "IPv4, 192.0.2.10, false",
        "IPv6, 2001:db8::1, true",
        "IPv6, 2001:DB8:0:0::1, true",
        "IPv6, 2001:db8::2, false",
        "directory name, prometheus, false",
    })
    void comparesExactly(String certificate, String allowed, boolean admitted) throws Exception {
        X509Bundle client = TestPki.client("x", CA, CERTIFICATES.get(certificate));
        assertThat(new NameList.OneOf(Set.of("nobody", allowed)).admits(client.getCertificate()))
                .isEqualTo(admitted);
    }

    @ParameterizedTest
    @EnumSource
    void letsOnlyAllowedClientsIn(TlsProvider provider, @TempDir Path folder) throws Exception {
        AllowedNames names = new AllowedNames.Listed(Set.of("prometheus"));
        try (TlsServer server = new TlsServer(Policies.of(provider, names))) {
            server.source.give(TestPki.material(SERVER, CA));
            OpenSslClient openssl = new OpenSslClient(folder);

            assertThat(openssl.connect(server.port(), TestPki.client("prometheus"))
                            .answered())
                    .isTrue();
            for (String version : new String[] {"-tls1_2", "-tls1_3"}) {
                var refused = openssl.connect(server.port(), TestPki.client("grafana"), version);
                assertThat(refused.alert())
                        .as(refused.output())
                        .hasValue(
                                switch (provider) {
                                    case BORINGSSL -> 42;
                                    case JDK -> 46;
                                });
                assertThat(refused.answered()).isFalse();
            }
            await().untilAsserted(() -> assertThat(server.failures)
                    .containsExactly(HandshakeFailure.NAME_NOT_ALLOWED, HandshakeFailure.NAME_NOT_ALLOWED));
        }
    }

    @Test
    void readsTheirFileAgainAndKeepsTheLastGoodList(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("names");
        X509Bundle prometheus = TestPki.client("prometheus");
        OpenSslClient openssl = new OpenSslClient(folder);
        try (TlsServer server = new TlsServer(Policies.of(TlsProvider.BORINGSSL, new AllowedNames.FromFile(file)))) {
            server.source.give(TestPki.material(SERVER, CA));
            assertThat(server.tls.served()).isEmpty();
            assertThat(server.tls.problem()).get().asString().contains(file.toString());

            Files.writeString(file, "# who may read\r\n\r\n  prometheus  \r\n");
            await().untilAsserted(() -> assertThat(server.tls.served()).isPresent());
            assertThat(openssl.connect(server.port(), prometheus).answered()).isTrue();

            Files.writeString(file, "");
            await().untilAsserted(() ->
                    assertThat(server.tls.problem()).get().asString().contains("no name in it"));
            assertThat(openssl.connect(server.port(), prometheus).answered()).isTrue();

            Files.writeString(file, "grafana");
            await().untilAsserted(() -> assertThat(server.tls.problem()).isEmpty());
            assertThat(openssl.connect(server.port(), prometheus).answered()).isFalse();
        }
    }
}
