package io.operatormetrics.operator.selfcheck;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class CheckedEndpointTest {

    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource({
        "0.0.0.0, 127.0.0.1", // all of IPv4
        "::, 127.0.0.1", // dual stack
        "127.0.0.1, 127.0.0.1",
        "10.1.2.3, 10.1.2.3",
        "fd00::1, fd00::1"
    })
    void isReachedWhereItListens(String bound, String reached) throws UnknownHostException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(bound), 9484);

        assertThat(new CheckedEndpoint(address, List.of()).reachable())
                .isEqualTo(new InetSocketAddress(InetAddress.getByName(reached), 9484));
    }
}
