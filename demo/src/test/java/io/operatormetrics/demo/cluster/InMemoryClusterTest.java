package io.operatormetrics.demo.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** What the operator asks an API server for, asked of the in-memory one with nothing but HTTP. */
class InMemoryClusterTest {

    private static final String METADATA_ONLY = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private static final String METADATA_LIST_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    private static final String SIGNER = "certificates.operator.tigera.io%2Fsigner";

    @TempDir
    private static Path folder;

    private static InMemoryCluster cluster;
    private static URI server;
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    @BeforeAll
    static void start() throws IOException {
        Clock clock = Clock.systemUTC();
        cluster =
                new InMemoryCluster(folder, new ClusterLoader(DemoCertificates.issue(clock), Optional.empty(), clock));
        cluster.start();
        server = Pattern.compile("server: \"([^\"]+)\"")
                .matcher(Files.readString(cluster.operatorKubeconfig()))
                .results()
                .map(MatchResult::group)
                .map(line -> URI.create(line.substring(9, line.length() - 1)))
                .findFirst()
                .orElseThrow();
    }

    @AfterAll
    static void stop() {
        cluster.close();
        HTTP.shutdownNow();
    }

    @Test
    void saysWhatItHolds() {
        assertThat(cluster.description())
                .isEqualTo("in memory, " + server + " (1 Installation, 5 TigeraStatus, 1 LicenseKey, 11 Secret)");
    }

    @Test
    void discoveryNamesTheKindsOfTheDefinitions() throws Exception {
        assertThat(get("/apis/operator.tigera.io/v1", "application/json")
                        .path("resources")
                        .findValuesAsText("name"))
                .containsExactlyInAnyOrder("tigerastatuses", "installations");
        assertThat(get("/apis/projectcalico.org/v3", "application/json")
                        .path("resources")
                        .findValuesAsText("name"))
                .containsExactly("licensekeys");
    }

    @Test
    void listsDefinitions() throws Exception {
        assertThat(names(get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", METADATA_LIST_ONLY)))
                .hasSize(3)
                .contains("licensekeys.projectcalico.org");
    }

    @Test
    void keepsStatus() throws Exception {
        JsonNode monitor = get("/apis/operator.tigera.io/v1/tigerastatuses/monitor", "application/json");

        assertThat(monitor.path("status").path("conditions")).hasSize(3);
    }

    @Test
    void selectsSecretsByLabel() throws Exception {
        JsonNode list = get("/api/v1/secrets?labelSelector=" + SIGNER, "application/json");

        assertThat(names(list)).hasSize(9).doesNotContain("label-is-missing", "tigera-ca-private");
    }

    @Test
    void selectsOneSecretByField() throws Exception {
        JsonNode list = get(
                "/api/v1/namespaces/tigera-operator/secrets?fieldSelector=metadata.name%3Dtigera-operator-tls",
                "application/json");

        assertThat(names(list)).containsExactly("tigera-operator-tls");
        assertThat(list.path("items").path(0).path("data").path("tls.key").asText())
                .isNotEmpty();
    }

    @Test
    void listsMetadataAloneWhereNothingElseIsAccepted() throws Exception {
        JsonNode list = get("/api/v1/secrets?labelSelector=" + SIGNER, METADATA_LIST_ONLY);

        assertThat(list.path("kind").asText()).isEqualTo("PartialObjectMetadataList");
        assertThat(list.path("metadata").path("resourceVersion").asText()).isNotEmpty();
        assertThat(list.path("items")).hasSize(9).allSatisfy(item -> {
            assertThat(item.path("kind").asText()).isEqualTo("PartialObjectMetadata");
            assertThat(item.path("metadata").path("labels")).isNotEmpty();
            assertThat(item.has("data")).isFalse();
        });
    }

    @Test
    void watchesMetadataAlone() throws Exception {
        JsonNode event = firstEvent(
                "/api/v1/namespaces/calico-apiserver/secrets?watch=true&labelSelector=" + SIGNER, METADATA_ONLY);

        assertThat(event.path("type").asText()).isEqualTo("ADDED");
        JsonNode object = event.path("object");
        assertThat(object.path("kind").asText()).isEqualTo("PartialObjectMetadata");
        assertThat(object.path("metadata").path("name").asText()).isEqualTo("calico-apiserver-certs");
        assertThat(object.has("data")).isFalse();
    }

    @Test
    void watchesWholeObjectsAsPlainHttp() throws Exception {
        String calico = "/apis/operator.tigera.io/v1/tigerastatuses?watch=true&fieldSelector=metadata.name%3Dcalico";

        JsonNode object = firstEvent(calico, "application/json").path("object");

        assertThat(object.path("metadata").path("name").asText()).isEqualTo("calico");
        assertThat(object.path("status").path("conditions")).isNotEmpty();
    }

    private static JsonNode firstEvent(String path, String accept) throws Exception {
        HttpResponse<Stream<String>> response = HTTP.send(
                HttpRequest.newBuilder(URI.create(server + path))
                        .header("Accept", accept)
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        try (Stream<String> lines = response.body()) {
            return JSON.readTree(lines.findFirst().orElseThrow());
        }
    }

    private static JsonNode get(String path, String accept) throws Exception {
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(URI.create(server + path))
                        .header("Accept", accept)
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static Iterable<String> names(JsonNode list) {
        return StreamSupport.stream(list.path("items").spliterator(), false)
                .map(item -> item.path("metadata").path("name").asText())
                .toList();
    }
}
