package io.operatormetrics.kubernetes.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.operatormetrics.kubernetes.client.KubernetesJson.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KubernetesJsonTest {

    /** A kind of which the data must stay out. */
    record Labelled(ObjectMeta metadata, SkippedValue data) implements KubernetesObject {
        @Override
        public boolean carriesUnwantedData() {
            return data != null;
        }
    }

    record Certified(ObjectMeta metadata, Data data) implements KubernetesObject {
        record Data(@JsonProperty("tls.crt") String certificate) {}
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {"type": "ADDED", "object": {"metadata": {"name": "a"}}}    | ADDED
            {"object": {"metadata": {"name": "a"}}, "type": "BOOKMARK"} | BOOKMARK
            {"object": {"type": "inner"}}                               | ''
            {"type": null}                                              | ''
            """)
    void eventTypeIsThatOfTheEvent(String event, String type) throws ApiException {
        assertThat(KubernetesJson.eventType(json(event))).isEqualTo(type);
    }

    @Test
    void eventObjectIsReadAsItsTypeSays() throws ApiException {
        assertThat(KubernetesJson.eventObject(
                        json(
                                "{\"type\": \"ERROR\", \"object\": {\"kind\": \"Status\", \"code\": 410, \"message\": \"too old\"}}"),
                        Status.class))
                .isEqualTo(new Status(410, "too old", null));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            {"metadata": {"name": "a"}}                                          | false
            {"metadata": {"name": "a"}, "data": null}                            | false
            {"metadata": {"name": "a"}, "data": {}}                              | true
            {"metadata": {"name": "a"}, "data": {"tls.key": "S0VZ"}}             | true
            {"data": {"tls.key": {"deep": ["S0VZ"]}}, "metadata": {"name": "a"}} | true
            {"metadata": {"name": "a"}, "data": "S0VZ"}                          | true
            """)
    void dataOfAMetadataOnlyKindIsNoticedButNotRead(String object, boolean unwanted) throws ApiException {
        Labelled labelled = KubernetesJson.document(json(object), Labelled.class);

        assertThat(labelled.carriesUnwantedData()).isEqualTo(unwanted);
        assertThat(labelled.key()).isEqualTo(new NamespacedName("", "a"));
        assertThat(labelled.toString()).doesNotContain("S0VZ");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "S0VZ",
                "<html>S0VZ</html>",
                "{\"type\": \"ADDED\"}",
                "{\"type\": \"ADDED\", \"object\": \"S0VZ\"}",
                "{\"type\": \"ADDED\", \"object\": {\"data\": {\"tls.crt\": {\"S0VZ\": 1}}}}",
                "{\"type\": \"ADDED\", \"object\": {\"data\": {\"tls.crt\": \"S0VZ"
            })
    void unreadableAnswerIsNotQuoted(String answer) {
        assertThatThrownBy(() -> KubernetesJson.eventObject(json(answer), Certified.class))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ApiException.Kind.OTHER))
                .hasMessage("the answer is not the requested JSON")
                .hasNoCause();
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
