package io.operatormetrics.operator.training;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;

/** A Prometheus for the length of a rehearsal: it shows its certificate, and asks for every form that there is. */
public record TrainingScrapes(TrainingCertificates certificates) {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** As Prometheus 3 asks by default; then each format by itself. */
    private static final List<String> ACCEPTED = List.of(
            "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
                    + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
            "text/plain;version=0.0.4",
            "application/openmetrics-text;version=1.0.0",
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");

    /** Scrapes the endpoint in each format, plain and compressed, each on a connection of its own. Throws when one is not answered. */
    public void of(InetSocketAddress endpoint) throws IOException, InterruptedException, GeneralSecurityException {
        URI uri = URI.create("https://localhost:" + endpoint.getPort() + "/metrics");
        for (String accept : ACCEPTED) {
            for (String coding : List.of("identity", "gzip")) {
                HttpRequest request = HttpRequest.newBuilder(uri)
                        .header("Accept", accept)
                        .header("Accept-Encoding", coding)
                        .timeout(TIMEOUT)
                        .build();
                scrape(request);
            }
        }
    }

    private void scrape(HttpRequest request) throws IOException, InterruptedException, GeneralSecurityException {
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(certificates.context())
                .build()) {
            HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
            if (response.statusCode() != 200 || response.body().length == 0) {
                throw new IOException("scrape answered with %d and %d bytes (expected: 200 and a body)"
                        .formatted(response.statusCode(), response.body().length));
            }
        }
    }
}
