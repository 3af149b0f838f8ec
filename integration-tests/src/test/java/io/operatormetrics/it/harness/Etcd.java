package io.operatormetrics.it.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;

/** What is stored behind the API server, changed by etcd's JSON gateway: what happens while no API server runs, and what it forgets. */
public final class Etcd {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI endpoint;

    Etcd(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** Changes the JSON of a custom resource, for instance under {@code operator.tigera.io/tigerastatuses/calico}. */
    public void edit(String key, UnaryOperator<String> change) {
        String before = decoded(call("range", Map.of("key", stored(key))).at("/kvs/0/value"));
        String after = change.apply(before);
        assertThat(after).as("the change of " + before).isNotEqualTo(before);
        call("put", Map.of("key", stored(key), "value", encoded(after)));
    }

    /** Deletes what is stored under that key. */
    public void delete(String key) {
        assertThat(call("deleterange", Map.of("key", stored(key)))
                        .path("deleted")
                        .asInt())
                .as(key)
                .isOne();
    }

    /** Makes its revision so much higher, by changes that are nobody's. */
    public void advance(int revisions) {
        for (int i = 0; i < revisions; i++) {
            touch();
        }
    }

    /** Drops every revision but the current one: a request for the changes since an earlier one is refused. */
    public void compact() {
        call("compaction", Map.of("revision", touch(), "physical", true));
    }

    /** Its revision afterwards. */
    private String touch() {
        return call("put", Map.of("key", encoded("/touched-by-a-test"), "value", encoded("")))
                .at("/header/revision")
                .asText();
    }

    private JsonNode call(String method, Map<String, ?> request) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var response = http.send(
                    HttpRequest.newBuilder(endpoint.resolve("/v3/kv/" + method))
                            .timeout(TIMEOUT)
                            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(request)))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(response.statusCode())
                    .as(method + ": " + response.body())
                    .isEqualTo(200);
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Where an API server stores it by default. */
    private static String stored(String key) {
        return encoded("/registry/" + key);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(JsonNode value) {
        return new String(Base64.getDecoder().decode(value.asText()), StandardCharsets.UTF_8);
    }
}
