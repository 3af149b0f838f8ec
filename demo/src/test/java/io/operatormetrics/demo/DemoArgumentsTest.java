package io.operatormetrics.demo;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class DemoArgumentsTest {

    @ParameterizedTest(name = "{0} asks for {1}")
    @MethodSource("commandLines")
    void readsCommandLines(List<String> arguments, DemoArguments expected) {
        assertThat(DemoArguments.parse(arguments)).isEqualTo(expected);
    }

    static Stream<Arguments> commandLines() {
        return Stream.of(
                Arguments.of(List.of(), new DemoArguments.Run(false, false)),
                Arguments.of(List.of("--once"), new DemoArguments.Run(true, false)),
                Arguments.of(List.of("--real"), new DemoArguments.Run(false, true)),
                Arguments.of(List.of("--real", "--once"), new DemoArguments.Run(true, true)),
                Arguments.of(List.of("--once", "--help"), new DemoArguments.Help()),
                Arguments.of(List.of("-h"), new DemoArguments.Help()),
                Arguments.of(List.of("--onse"), new DemoArguments.Unknown("--onse")),
                Arguments.of(List.of("--help", "now"), new DemoArguments.Unknown("now")));
    }
}
