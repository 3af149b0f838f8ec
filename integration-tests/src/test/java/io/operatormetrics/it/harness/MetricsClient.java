package io.operatormetrics.it.harness;

import io.netty.pkitesting.X509Bundle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads an endpoint over keep-alive connections, as Prometheus does. */
public final class MetricsClient implements AutoCloseable {

    private final HttpClient http;
    private final URI endpoint;

    private MetricsClient(HttpClient http, URI endpoint) {
        this.http = http;
        this.endpoint = endpoint;
    }

    static MetricsClient secure(URI endpoint, Identity client, X509Bundle serverCa) {
        return new MetricsClient(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(client.trusting(serverCa))
                        .build(),
                endpoint);
    }

    static MetricsClient plain(URI endpoint) {
        return new MetricsClient(
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), endpoint);
    }

    /** A scrape that must go well. What the program counts of itself can be a second old in it. */
    public Scrape scrape() {
        return scrape("");
    }

    /** A scrape of one family, collected for it. */
    public Scrape scrapeOnly(String family) {
        return scrape("?name%5B%5D=" + family);
    }

    private Scrape scrape(String query) {
        HttpResponse<String> response = get(query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Scrape.parse(response.body());
    }

    /** GET with that query ("" or starting with a question mark) and those headers, given as name, value, name, value …. */
    public HttpResponse<String> get(String query, String... headers) {
        return send(request(query, headers).build(), BodyHandlers.ofString());
    }

    public HttpResponse<byte[]> getBytes(String query, String... headers) {
        return send(request(query, headers).build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(String query, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(endpoint + query)).timeout(Duration.ofSeconds(10));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
