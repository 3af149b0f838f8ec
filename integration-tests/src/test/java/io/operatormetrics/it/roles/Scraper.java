package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.it.harness.Command;
import io.operatormetrics.it.harness.Sample;
import io.operatormetrics.it.harness.Scrape;

import java.nio.file.Path;
import java.util.Base64;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Scrapes one replica as Prometheus would: under the Service's name, with the certificates that are in Prometheus's namespace now. */
public final class Scraper {

    private final Site site;
    private final String address;

    Scraper(Site site, String address) {
        this.site = site;
        this.address = address;
    }

    /** A scrape that must go well. */
    public Scrape scrape() {
        return scrape("");
    }

    private Scrape scrape(String query) {
        return Scrape.parse(Command.of(
                        "curl",
                        "--silent",
                        "--show-error",
                        "--fail",
                        "--cacert",
                        file("ca.crt", caBundle()).toString(),
                        "--cert",
                        file("client.crt", clientPair("tls.crt")).toString(),
                        "--key",
                        file("client.key", clientPair("tls.key")).toString(),
                        "--connect-to",
                        "::" + address,
                        "https://" + Site.SERVICE + "/metrics" + query)
                .run()
                .out());
    }

    /** How often it has looked at everything so far, however that ended. */
    public double reconciles() {
        // Asked for alone it is collected now; in a full scrape it can be a second old.
        return scrape("?name%5B%5D=tigera_operator_reconciles_total").named("tigera_operator_reconciles_total").stream()
                .mapToDouble(Sample::value)
                .sum();
    }

    private Path file(String name, String text) {
        return site.cluster().write(site.prometheusNamespace() + "-" + name, text);
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
