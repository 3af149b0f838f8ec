package io.operatormetrics.demo;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.operatormetrics.demo.cluster.DemoCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class JdkScraperTest {

    private static final String METRICS = "# TYPE up gauge\nup 1\n";

    private final DemoCertificates certificates = DemoCertificates.issue(Clock.systemUTC());
    private HttpsServer server;
    private JdkScraper scraper;

    @BeforeEach
    void serve() throws Exception {
        SSLContext context =
                JdkScraper.context(certificates.authority().certificate(), Optional.of(certificates.server()));
        server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setNeedClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        });
        server.createContext("/metrics", exchange -> {
            byte[] body = METRICS.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        scraper = new JdkScraper(certificates, endpoint("/metrics"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void scrapesWithTheClientPair() {
        assertThat(scraper.withClientCertificate()).isEqualTo(new Scraper.Metrics(METRICS));
    }

    @Test
    void isRefusedWithoutIt() {
        assertThat(scraper.withoutClientCertificate()).isInstanceOf(Scraper.Refused.class);
    }

    @Test
    void tellsAnAnswerThatIsNoScrape() {
        assertThat(new JdkScraper(certificates, endpoint("/other")).withClientCertificate())
                .isEqualTo(new Scraper.Refused("status 404"));
    }

    private URI endpoint(String path) {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + path);
    }
}
