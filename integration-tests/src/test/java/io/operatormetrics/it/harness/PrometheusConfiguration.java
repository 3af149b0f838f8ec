package io.operatormetrics.it.harness;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a Prometheus is started with.
 *
 * @param main its {@code prometheus.yml}
 * @param files what that refers to by these names: certificates, keys
 */
public record PrometheusConfiguration(String main, Map<String, String> files) {

    /** No scrape may take longer than its interval, and a busy machine can stand still for a second or two. */
    private static final Duration LANE = Duration.ofSeconds(5);

    public PrometheusConfiguration {
        files = Map.copyOf(files);
    }

    static PrometheusConfiguration ofTarget(URI target, Identity client, String serverCaPem, Duration interval) {
        Duration longEnough = interval.compareTo(Duration.ofSeconds(1)) < 0 ? LANE : interval;
        String main = """
                scrape_configs:
                - job_name: operator-metrics
                  scrape_interval: %1$dms
                  scrape_timeout: %1$dms
                  honor_labels: true
                  scheme: https
                  tls_config:
                    ca_file: server-ca.crt
                    cert_file: client.crt
                    key_file: client.key
                    server_name: operator-metrics
                  static_configs:
                %2$s
                """.formatted(longEnough.toMillis(), lanes(target, (int) longEnough.dividedBy(interval)));
        return new PrometheusConfiguration(
                main,
                Map.of(
                        "server-ca.crt", serverCaPem,
                        "client.crt", client.certificatePem(),
                        "client.key", client.keyPem()));
    }

    /** The same, asking for those formats alone; none leaves that to Prometheus. */
    PrometheusConfiguration asking(List<String> protocols) {
        return protocols.isEmpty()
                ? this
                : new PrometheusConfiguration("global: {scrape_protocols: %s}%n%s".formatted(protocols, main), files);
    }

    /** The same target so many times; Prometheus spreads them over the interval, so that together they scrape more often than one may. */
    private static String lanes(URI target, int lanes) {
        return IntStream.range(0, lanes)
                .mapToObj(lane -> "  - {targets: ['%s'], labels: {lane: '%d'}}".formatted(target.getAuthority(), lane))
                .collect(Collectors.joining("\n"));
    }
}
