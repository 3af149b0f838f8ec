package io.operatormetrics.benchmarks.peer;

import io.operatormetrics.benchmarks.process.Program;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class ChangeOrdersTest {

    private static final Workload WORKLOAD = new Workload(10_000);

    @Test
    void eachByteIsAChangeThatIsMadeBeforeItsAnswer() throws Exception {
        List<Workload.Sample> made = new CopyOnWriteArrayList<>();
        int port = Program.freePort();
        ChangeOrders.obey(port, WORKLOAD, made::add);

        for (int connection = 0; connection < 2; connection++) {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                for (int order = 1; order <= 2; order++) {
                    client.getOutputStream().write('c');
                    assertThat(client.getInputStream().read()).isEqualTo('c');
                    assertThat(made).hasSize(2 * connection + order);
                }
            }
        }

        assertThat(made)
                .containsExactly(WORKLOAD.changed(1), WORKLOAD.changed(2), WORKLOAD.changed(3), WORKLOAD.changed(4));
    }

    @Test
    void aChangeGivesASeriesOfTheWorkloadAnotherValue() {
        Workload.Sample changed = WORKLOAD.changed(1);

        WORKLOAD.forEach(sample -> {
            if (sample.key().equals(changed.key())) {
                assertThat(changed.value()).isNotEqualTo(sample.value());
            }
        });
        assertThat(changed.labelValues()).contains("component-7920-tls");
    }

    @Test
    void changesReachEverySeriesBeforeOneComesAgain() {
        assertThat(IntStream.rangeClosed(1, WORKLOAD.size() - 1)
                        .mapToObj(number -> WORKLOAD.changed(number).key())
                        .distinct())
                .hasSize(WORKLOAD.size() - 1);
    }
}
