package io.operatormetrics.it;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.harness.RecordingProxy;
import io.operatormetrics.it.harness.Scrape;
import io.operatormetrics.it.roles.Scraper;
import io.operatormetrics.it.roles.Site;
import io.operatormetrics.it.roles.Within;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** A cluster that went back from Calico Enterprise to Calico, where the old LicenseKey still lies and has long expired. */
@RealCluster
class OpenSourceAgainIT {

    private static final String EXPIRED = "2024-01-01T00:00:00Z";

    @Test
    void aLicenceThatIsLeftOverConcernsNobody(KubeCluster cluster) throws Exception {
        cluster.objects().put(Kinds.licenseKey("expiry", EXPIRED));
        cluster.objects().put(installation("Calico"));
        try (Site site = Site.create(cluster, "open-source");
                RecordingProxy proxy = RecordingProxy.before(cluster);
                OperatorProcess operator = site.launcher(proxy).run()) {
            Scraper scraper = site.scraper("127.0.0.1");
            site.awaitAvailable();
            scraper.awaitServed();
            assertNoLicence(site, scraper.scrape());
            assertThat(proxy.requests())
                    .noneMatch(request -> request.path().contains("/licensekeys"))
                    .anyMatch(request -> request.path().endsWith("/installations"));

            cluster.objects().put(installation("CalicoEnterprise"));
            Within.seconds(5).untilAsserted(() -> {
                assertThat(scraper.scrape().value("tigera_operator_license_valid"))
                        .hasValue(0);
                assertThat(site.condition("Degraded").reason()).isEqualTo("LicenseExpired");
            });

            cluster.objects().put(installation("Calico"));
            Within.seconds(5).untilAsserted(() -> assertNoLicence(site, scraper.scrape()));
            long asked = licenceRequests(proxy);
            site.reconcileAgain(3);
            assertThat(licenceRequests(proxy)).isEqualTo(asked);
            assertThat(operator.log()).noneMatch(line -> line.contains("ERROR"));
        } finally {
            cluster.objects().deleteAll();
        }
    }

    private static void assertNoLicence(Site site, Scrape scrape) {
        assertThat(scrape.text()).doesNotContain("tigera_operator_license", "collector=\"license\"");
        assertThat(site.status().values())
                .noneMatch(condition -> condition.message().contains("licence"));
    }

    private static long licenceRequests(RecordingProxy proxy) {
        return proxy.requests().stream()
                .filter(request -> request.path().contains("/licensekeys"))
                .count();
    }

    private static GenericKubernetesResource installation(String variant) {
        GenericKubernetesResource installation = Kinds.installation("default");
        installation.setAdditionalProperty("spec", Map.of("variant", variant));
        return installation;
    }
}
