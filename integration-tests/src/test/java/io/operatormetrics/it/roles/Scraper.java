package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.it.harness.Command;
import io.operatormetrics.it.harness.HostAddress;
import io.operatormetrics.it.harness.Sample;
import io.operatormetrics.it.harness.Scrape;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scrapes one replica as Prometheus would: under the Service's name, with the certificates that were in Prometheus's namespace when it first
 * did. Not from loopback, which our program does not count.
 */
public final class Scraper {

    private static final String EXPIRY = "tigera_operator_tls_certificate_expiry_timestamp_seconds";

    private final Site site;
    private final String address;
    private final String from;
    private List<String> credentials = List.of();

    Scraper(Site site, String address) {
        this(site, address, HostAddress.find().getHostAddress());
    }

    private Scraper(Site site, String address, String from) {
        this.site = site;
        this.address = address;
        this.from = from;
    }

    /** The same from loopback, as somebody on the node. */
    public Scraper fromLoopback() {
        return new Scraper(site, address, "127.0.0.1");
    }

    /** A scrape that must go well. */
    public Scrape scrape() {
        return scrape("");
    }

    /** Waits until one goes well: the pair may be there a moment before it is served. */
    public void awaitServed() {
        Within.start()
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(scrape().samples()).isNotEmpty());
    }

    /** A scrape that may go wrong, as one of Prometheus's may. */
    void attempt() {
        try {
            scrape();
        } catch (AssertionError | RuntimeException notYet) {
            // The caller that waits for the result tries again.
        }
    }

    /** Asks for what a scrape would bring, and takes nothing of it. */
    public void head() {
        curl("", List.of("--head"));
    }

    private Scrape scrape(String query) {
        return Scrape.parse(curl(query, List.of()));
    }

    private String curl(String query, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of("--silent", "--show-error", "--fail"));
        arguments.addAll(credentials());
        arguments.addAll(List.of("--interface", from));
        arguments.addAll(List.of("--connect-to", "::" + address, "https://" + Site.SERVICE + "/metrics" + query));
        arguments.addAll(more);
        return Command.of("curl", arguments).run().out();
    }

    private List<String> credentials() {
        if (credentials.isEmpty()) {
            credentials = List.of(
                    "--cacert",
                    file("ca.crt", caBundle()),
                    "--cert",
                    file("client.crt", clientPair("tls.crt")),
                    "--key",
                    file("client.key", clientPair("tls.key")));
        }
        return credentials;
    }

    /** How many certificates of Secrets it says end at that time. */
    public long certificatesThatEndAt(Instant expiry) {
        return scrape("?name%5B%5D=" + EXPIRY).named(EXPIRY).stream()
                .filter(sample -> sample.value() == expiry.getEpochSecond())
                .count();
    }

    /** How often it has looked at everything so far, however that ended. */
    public double reconciles() {
        // Asked for alone it is collected now; in a full scrape it can be a second old.
        return scrape("?name%5B%5D=tigera_operator_reconciles_total").named("tigera_operator_reconciles_total").stream()
                .mapToDouble(Sample::value)
                .sum();
    }

    private String file(String name, String text) {
        return site.cluster()
                .write(site.prometheusNamespace() + "-" + name, text)
                .toString();
    }

    private String caBundle() {
        return admin().configMaps()
                .inNamespace(site.prometheusNamespace())
                .withName(Site.CA_BUNDLE)
                .require()
                .getData()
                .get("tigera-ca-bundle.crt");
    }

    private String clientPair(String key) {
        String data = admin().secrets()
                .inNamespace(site.prometheusNamespace())
                .withName(Site.CLIENT_SECRET)
                .require()
                .getData()
                .get(key);
        return new String(Base64.getDecoder().decode(data), UTF_8);
    }

    private KubernetesClient admin() {
        return site.cluster().admin();
    }
}
