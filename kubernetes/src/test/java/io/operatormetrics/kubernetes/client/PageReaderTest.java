package io.operatormetrics.kubernetes.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PageReaderTest {

    private final List<KubernetesObject> readable = new ArrayList<>();
    private final List<UnreadableObject> unreadable = new ArrayList<>();

    record Component(ObjectMeta metadata, @Nullable Spec spec) implements KubernetesObject {
        record Spec(@JsonProperty("package") @Nullable String product) {}
    }

    private static final ResourceQuery<Component> WHOLE =
            ResourceQuery.all(GroupVersionResource.SECRETS, Component.class);

    private final class Collecting implements PageReader.Receiver<Component> {
        @Override
        public void readable(Component object) {
            readable.add(object);
        }

        @Override
        public void unreadable(UnreadableObject object) {
            unreadable.add(object);
        }
    }

    private static ResponseBody body(ResponseStream stream) {
        return new ResponseBody(stream, Long.MAX_VALUE, Duration.ofSeconds(10), Deadline.in(Duration.ofSeconds(10)));
    }

    private static ResponseStream streamOf(String text) {
        ResponseStream stream = new ResponseStream();
        stream.receive(List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
        stream.end(null);
        return stream;
    }

    private PageReader.Page read(ResourceQuery<Component> resourceQuery, String json) throws Exception {
        try (ResponseBody body = body(streamOf(json))) {
            return new PageReader<>(resourceQuery, new Collecting()).read(body);
        }
    }

    @Test
    void passesOnTheNamedFieldsAndSaysWhereToGoOn() throws Exception {
        String json = """
                {"kind": "ComponentList", "apiVersion": "x/v1",
                 "metadata": {"resourceVersion": "42", "continue": "next+page", "remainingItemCount": 7},
                 "items": [
                   {"metadata": {"name": "calico", "uid": "u", "resourceVersion": "40",
                                 "managedFields": [{"manager": "m", "fieldsV1": {"f:spec": {}}}]},
                    "spec": {"package": "Enterprise", "replicas": [1, 2, {"three": 3}]}},
                   {"metadata": {"name": "web", "namespace": "ns"}}]}
                """;
        assertThat(read(WHOLE, json)).isEqualTo(new PageReader.Page("42", "next+page", 2, json.length()));
        assertThat(readable)
                .containsExactly(
                        new Component(new ObjectMeta("calico", null, "40"), new Component.Spec("Enterprise")),
                        new Component(new ObjectMeta("web", "ns", null), null));
        assertThat(readable).extracting(one -> one.key().toString()).containsExactly("calico", "ns/web");
    }

    @Test
    void readsMetadataBehindTheItemsToo() throws Exception {
        assertThat(read(WHOLE, "{\"items\": null, \"metadata\": {\"resourceVersion\": \"7\"}}"))
                .isEqualTo(new PageReader.Page("7", "", 0, 53));
    }

    /** Each of these is item 2 of 3. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {"metadata": {"name": "b", "namespace": "ns"}, "spec": "text"}             | ns/b | /spec
            {"metadata": {"name": "b"}, "spec": {"package": {"deep": [1, {"x": [2]}]}}} | b   | /spec/package
            {"metadata": {"name": "b"}, "spec": {"package": ["x"]}, "more": {"a": 1}}   | b   | /spec/package
            {"spec": [], "metadata": {"name": "b"}}                  | (item 2 of the list)   | /spec
            {"metadata": {"namespace": "ns"}}                        | (item 2 of the list)   | /metadata/name
            {"metadata": "none"}                                     | (item 2 of the list)   | /metadata
            {}                                                       | (item 2 of the list)   | /metadata/name
            null                                                     | (item 2 of the list)   | /metadata/name
            [[{"metadata": {"name": "b"}}]]                          | (item 2 of the list)   | ''
            """)
    void anObjectThatCannotBeReadCostsItselfAlone(String object, String key, String member) throws Exception {
        PageReader.Page page = read(
                WHOLE,
                "{\"items\": [{\"metadata\": {\"name\": \"a\"}}, " + object
                        + ", {\"metadata\": {\"name\": \"c\"}}], \"metadata\": {\"resourceVersion\": \"9\"}}");
        assertThat(page.version()).isEqualTo("9");
        assertThat(page.objects()).isEqualTo(3);
        assertThat(readable).extracting(one -> one.key().name()).containsExactly("a", "c");
        assertThat(unreadable).extracting(one -> one.key().toString()).containsExactly(key);
        assertThat(unreadable.getFirst().why())
                .hasMessage("item 2 of the list is unreadable" + (member.isEmpty() ? "" : " at " + member));
    }

    @Test
    void anObjectWithoutEndCostsItselfAlone() throws Exception {
        String long5 = "{\"x\": \"" + "y".repeat(1 << 20) + "\"},";
        String json = "{\"items\": [{\"metadata\": {\"name\": \"a\"}, \"spec\": {\"more\": [" + long5.repeat(5)
                + "1]}, \"z\": 1}, {\"metadata\": {\"name\": \"c\"}}]}";
        read(WHOLE, json);
        assertThat(readable).extracting(one -> one.key().name()).containsExactly("c");
        assertThat(unreadable).extracting(one -> one.key().name()).containsExactly("a");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            []
            ''
            {"items": [{"metadata": {"name": "a"}}
            {"items": [{"metadata": {"name": "a" "b"}}]}
            {"items": 5}
            {"items": [{"metadata": {"name": "a"}}, not json]}
            """)
    void aListThatIsNotJsonIsNoList(String json) {
        assertThatThrownBy(() -> read(WHOLE, json))
                .isInstanceOf(ApiException.class)
                .hasMessage("the answer is not the requested JSON");
    }

    /** The rest of the list never comes: a reader that waited for it would fail by time, ten seconds later. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {"kind":"SecretList","apiVersion":"v1","metadata":{"resou                                   | whole objects
            {"items":[{"metadata":{"name":"a","namespace":"ns"},"data":{"tls.key":"c2Vj                 | data of ns/a
            {"items":[{"metadata":{"name":"a"},"stringData":{"tls.k                                     | data of a
            {"items":[{"stringData":{"tls.k                                                             | whole objects
            """)
    void dataIsRefusedAtItsNameWhereMetadataWasAskedFor(String beginning, String what) {
        ResponseStream stream = new ResponseStream();
        stream.receive(List.of(ByteBuffer.wrap((beginning + " ".repeat(8000)).getBytes(StandardCharsets.UTF_8))));
        assertThatThrownBy(() -> {
                    try (ResponseBody body = body(stream)) {
                        new PageReader<>(WHOLE.metadataOnly(), new Collecting()).read(body);
                    }
                })
                .isInstanceOfSatisfying(
                        ApiException.class, why -> assertThat(why.kind()).isEqualTo(ApiException.Kind.UNWANTED_DATA))
                .hasMessageStartingWith("the API server sent " + what + " although only metadata was requested");
        assertThat(readable).isEmpty();
    }

    /** No more of a page is taken from the connection than is needed for the objects that were passed on. */
    @Test
    void passesAnObjectOnBeforeTheNextIsThere() throws Exception {
        ResponseStream stream = new ResponseStream();
        AtomicInteger sent = new AtomicInteger();
        String object = "{\"metadata\":{\"name\":\"a\",\"annotations\":{\"junk\":\"" + "x".repeat(250_000) + "\"}}},";
        stream.attach(
                () -> {
                    if (sent.incrementAndGet() > 1000) {
                        stream.end(null);
                        return;
                    }
                    String next = sent.get() == 1 ? "{\"items\":[" : object;
                    stream.receive(List.of(ByteBuffer.wrap(next.getBytes(StandardCharsets.UTF_8))));
                },
                () -> {});
        List<Integer> sentBefore = new ArrayList<>();
        PageReader<Component> reader = new PageReader<>(WHOLE.metadataOnly(), new PageReader.Receiver<>() {
            @Override
            public void readable(Component one) throws ApiException {
                sentBefore.add(sent.get());
                if (sentBefore.size() == 20) {
                    throw new ApiException(ApiException.Kind.OTHER, "enough");
                }
            }

            @Override
            public void unreadable(UnreadableObject one) throws ApiException {
                throw one.why();
            }
        });
        try (ResponseBody body = body(stream)) {
            assertThatThrownBy(() -> reader.read(body)).hasMessage("enough");
        }
        assertThat(sentBefore.getFirst()).isLessThanOrEqualTo(3);
        assertThat(sentBefore.getLast()).isLessThanOrEqualTo(22);
    }
}
