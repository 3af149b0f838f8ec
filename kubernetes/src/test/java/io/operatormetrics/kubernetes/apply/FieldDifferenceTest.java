package io.operatormetrics.kubernetes.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class FieldDifferenceTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest(name = "{0} instead of {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            {"a":1,"b":2}             | {"a":1}                        | []
            {"a":2}                   | {"a":1}                        | [FieldDifference[path=[a], isOther=true]]
            {}                        | {"a":1}                        | [FieldDifference[path=[a], isOther=false]]
            {"a":{"b":1}}             | {"a":{"b":1,"c":2}}            | [FieldDifference[path=[a, c], isOther=false]]
            {"a":"text"}              | {"a":{"b":1}}                  | [FieldDifference[path=[a], isOther=true]]
            {"a":[1,2,3]}             | {"a":[3,1]}                    | []
            {"a":[1,2]}               | {"a":[3]}                      | [FieldDifference[path=[a], isOther=true]]
            {"a":[]}                  | {"a":[3]}                      | [FieldDifference[path=[a], isOther=false]]
            {"a":[{"b":1,"c":2}]}     | {"a":[{"b":1}]}                | []
            {"a":[{"b":2}]}           | {"a":[{"b":1}]}                | [FieldDifference[path=[a], isOther=true]]
            {"a":{"selector":{"b":"1","c":"2"}}} | {"a":{"selector":{"b":"1"}}} | [FieldDifference[path=[a, selector], isOther=true]]
            {"a":[{"b":1}]}           | {"a":[{"b":1,"c":{"d":1}}]}    | [FieldDifference[path=[a], isOther=false]]
            """)
    void isWhereAFieldIsNotAsWanted(String live, String wanted, String differences) throws JsonProcessingException {
        assertThat(FieldDifference.between(read(live), read(wanted))).hasToString(differences);
    }

    private static JsonNode read(String json) throws JsonProcessingException {
        return JSON.readTree(json);
    }
}
