package io.operatormetrics.kubernetes.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class JsonSubsetTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest(name = "{0} holds {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            {"a":1,"b":2}          | {"a":1}               | true
            {"a":1}                | {"a":1,"b":2}         | false
            {"a":1}                | {"a":2}               | false
            {"a":1.0}              | {"a":1}               | true
            {"a":"1"}              | {"a":1}               | false
            {"a":{"b":1,"c":2}}    | {"a":{"c":2}}         | true
            {"a":{"b":1}}          | {"a":{"b":1,"c":2}}   | false
            {"a":"text"}           | {"a":{"b":1}}         | false
            {"a":[{"b":1,"c":2}]}  | {"a":[{"b":1}]}       | true
            {"a":[1,2]}            | {"a":[1]}             | false
            {"a":[2,1]}            | {"a":[1,2]}           | false
            {}                     | {"a":{}}              | false
            {"a":{"b":1}}          | {"a":{}}              | true
            {"selector":{"b":"1","c":"2"}}           | {"selector":{"b":"1"}}              | false
            {"selector":{"b":"1"},"c":1}             | {"selector":{"b":"1"}}              | true
            {"a":[{"matchLabels":{"b":"1","c":""}}]} | {"a":[{"matchLabels":{"b":"1"}}]}   | false
            {"podSelector":{"matchLabels":{}}}       | {"podSelector":{}}                  | false
            {"selector":"all() && b"}                | {"selector":"all()"}                | false
            """)
    void anObjectHoldsWhatIsWantedOfIt(String live, String wanted, boolean holds) throws JsonProcessingException {
        assertThat(JsonSubset.holds(read(live), read(wanted))).isEqualTo(holds);
    }

    private static JsonNode read(String json) throws JsonProcessingException {
        return JSON.readTree(json);
    }
}
