package io.operatormetrics.kubernetes.client;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ResourceVersionsTest {

    @ParameterizedTest(name = "{0} is older than {1}: {2}")
    @CsvSource(textBlock = """
            1,   2,   true
            9,   10,  true
            10,  9,   false
            10,  10,  false
            99999999999999999999, 100000000000000000000, true
            '',  1,   false
            1,   '',  false
            rv1, rv2, false
            1,   2-a, false
            """)
    void onlyNumbersAreCompared(String first, String second, boolean older) {
        assertThat(ResourceVersions.isOlder(first, second)).isEqualTo(older);
    }
}
