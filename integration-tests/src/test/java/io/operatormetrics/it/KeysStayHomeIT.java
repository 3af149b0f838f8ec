package io.operatormetrics.it;

import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.OperatorProcess;
import io.operatormetrics.it.harness.RealCluster;
import io.operatormetrics.it.roles.Site;
import org.junit.jupiter.api.Test;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Where private keys are after our program has made a CA and two pairs, and where they are not. */
@RealCluster
class KeysStayHomeIT {

    @Test
    void onlyPrometheussOwnPairLeavesAndNoKeyIsLogged(KubeCluster cluster) {
        try (Site site = Site.create(cluster, "keys");
                OperatorProcess operator =
                        site.launcher().set("LOG_LEVEL", "debug").run()) {
            site.awaitAvailable();
            // A damaged pair is what parsers complain of.
            site.edit(
                    site.inventory().get("prometheus/Secret/operator-metrics-client-tls"),
                    "[{\"op\": \"replace\", \"path\": \"/data/tls.crt\", \"value\": \"Z2FyYmFnZQ==\"}]");
            site.awaitAvailable();

            Map<String, List<String>> holders = Stream.of("tigera-ca-private", Site.SERVER_SECRET, Site.CLIENT_SECRET)
                    .collect(Collectors.toMap(name -> name, name -> holders(cluster, key(site, name))));
            assertThat(holders)
                    .containsEntry("tigera-ca-private", List.of(site.operatorNamespace() + "/tigera-ca-private"))
                    .containsEntry(Site.SERVER_SECRET, List.of(site.operatorNamespace() + "/" + Site.SERVER_SECRET))
                    .containsEntry(
                            Site.CLIENT_SECRET,
                            List.of(
                                    site.operatorNamespace() + "/" + Site.CLIENT_SECRET,
                                    site.prometheusNamespace() + "/" + Site.CLIENT_SECRET));

            String log = String.join("\n", operator.log());
            assertThat(cluster.admin().configMaps().inAnyNamespace().list().getItems())
                    .noneMatch(map -> map.toString().contains("PRIVATE KEY"));
            assertThat(log).contains("issuing a pair").doesNotContain("PRIVATE KEY");
            Stream.of("tigera-ca-private", Site.SERVER_SECRET, Site.CLIENT_SECRET)
                    .flatMap(name -> traces(key(site, name)))
                    .forEach(piece -> assertThat(log.contains(piece))
                            .as("a piece of a key is in the log")
                            .isFalse());
        }
    }

    /** The PEM text. */
    private static String key(Site site, String secret) {
        String data = site.cluster()
                .admin()
                .secrets()
                .inNamespace(site.operatorNamespace())
                .withName(secret)
                .require()
                .getData()
                .get("tls.key");
        return decoded(data);
    }

    /** The Secrets of the whole cluster in which that key is, as {@code namespace/name}. */
    private static List<String> holders(KubeCluster cluster, String key) {
        return cluster.admin().secrets().inAnyNamespace().list().getItems().stream()
                .filter(secret -> secret.getData() != null
                        && secret.getData().values().stream()
                                .map(KeysStayHomeIT::decoded)
                                .anyMatch(text -> text.contains(secretLine(key))))
                .map(secret -> secret.getMetadata().getNamespace() + "/"
                        + secret.getMetadata().getName())
                .sorted()
                .toList();
    }

    private static String decoded(String data) {
        return new String(Base64.getDecoder().decode(data), UTF_8);
    }

    /** The line of a PEM text that no other key has: the first begins as all do, the last is public. */
    private static String secretLine(String pem) {
        return pem.lines().skip(2).findFirst().orElseThrow();
    }

    /** How a key could show: as PEM, and as in the data of a Secret. */
    private static Stream<String> traces(String pem) {
        String data = Base64.getEncoder().encodeToString(pem.getBytes(UTF_8));
        int inside = data.length() / 3;
        return Stream.of(secretLine(pem), data.substring(inside, inside + 40));
    }
}
