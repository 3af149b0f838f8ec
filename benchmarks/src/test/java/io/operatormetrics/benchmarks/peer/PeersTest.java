package io.operatormetrics.benchmarks.peer;

import io.operatormetrics.benchmarks.BenchmarkFailure;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PeersTest {

    @Test
    void oursComesFirstWhateverIsNamed() {
        assertThat(Peers.named(List.of("nginx", "go")))
                .extracting(Peer::name)
                .containsExactly("operator-metrics", "Go", "nginx");
        assertThat(Peers.named(List.of())).extracting(Peer::name).containsExactly("operator-metrics");
    }

    @Test
    void refusesANameThatIsNoPeer() {
        assertThatExceptionOfType(BenchmarkFailure.class)
                .isThrownBy(() -> Peers.named(List.of("go", "apache")))
                .withMessage("no such peers: apache (expected: go, client_java, nginx)");
    }
}
