package io.operatormetrics.server.http;

import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class ConnectionBudgetsTest {

    private static final String STRANGER = "10.0.0.9";

    private final ConnectionBudgets budgets = new ConnectionBudgets(6, 3);
    private final List<Client> gaveWay = new ArrayList<>();

    @Test
    void whoHasWaitedLongestWithoutProofGivesWayToANewcomer() {
        Client first = connect("10.0.0.1");
        Client second = connect("10.0.0.2");
        connect("10.0.0.3");
        connect("10.0.0.4");
        assertThat(gaveWay()).containsExactly(first);
        connect("10.0.0.5");
        assertThat(gaveWay()).containsExactly(first, second);
        assertThat(budgets.open()).isEqualTo(3);
    }

    @Test
    void whoHasProvedSomethingDoesNotGiveWayToStrangers() {
        Client scraper = connect("10.0.0.1");
        scraper.place.proved();
        IntStream.range(0, 20).forEach(number -> connect(STRANGER));
        assertThat(gaveWay()).hasSize(17).doesNotContain(scraper);
        assertThat(budgets.open()).isEqualTo(4);
    }

    @Test
    void theAddressWithMostOfThemGivesWayBeforeOneThatHasWaitedLonger() {
        Client honest = connect("10.0.0.1");
        Client stranger = connect(STRANGER);
        connect(STRANGER);
        connect(STRANGER);
        assertThat(gaveWay()).containsExactly(stranger).doesNotContain(honest);
    }

    @Test
    void aNetworkOf64BitsIsOneAddress() {
        Client honest = connect("2001:db8:1::1");
        Client stranger = connect("2001:db8:2::1");
        connect("2001:db8:2::2");
        connect("2001:db8:3::1");
        assertThat(gaveWay()).containsExactly(stranger).doesNotContain(honest);
    }

    @Test
    void whereAllHaveProvedThemselvesTheOneIdleLongestGivesWay() {
        List<Client> clients = IntStream.range(0, 6)
                .mapToObj(number -> connect("10.0.0." + number))
                .peek(client -> client.place.proved())
                .toList();
        clients.get(0).place.requestRead();
        clients.get(1).place.requestRead();
        clients.get(1).place.answered();

        connect("10.0.1.1").place.proved();
        assertThat(gaveWay()).containsExactly(clients.get(2));
        IntStream.range(0, 4)
                .forEach(number -> connect("10.0.2." + number).place.proved());
        assertThat(gaveWay()).contains(clients.get(1)).doesNotContain(clients.get(0));
    }

    @Test
    void whereAllAreAnsweredTheFirstOfThemGivesWay() {
        List<Client> clients = IntStream.range(0, 6)
                .mapToObj(number -> connect("10.0.0." + number))
                .peek(client -> client.place.requestRead())
                .toList();
        connect("10.0.1.1");
        assertThat(gaveWay()).containsExactly(clients.getFirst());
    }

    @Test
    void aPlaceIsFreeAgainWhenItsConnectionCloses() {
        Client first = connect("10.0.0.1");
        connect("10.0.0.2");
        connect("10.0.0.3");
        first.channel.close();
        assertThat(budgets.open()).isEqualTo(2);
        connect("10.0.0.4");
        assertThat(gaveWay()).as("nobody else").containsExactly(first);

        first.place.answered();
        assertThat(budgets.open()).as("one that is gone does not come back").isEqualTo(3);
    }

    private record Client(EmbeddedChannel channel, OpenConnection place) {}

    private final List<Client> clients = new ArrayList<>();

    private Client connect(String address) {
        SocketAddress remote = new InetSocketAddress(address, 4711);
        EmbeddedChannel channel = new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return remote;
            }
        };
        Client client = new Client(channel, budgets.admit(channel, () -> {}));
        clients.add(client);
        return client;
    }

    /** In this order, each once its event loop has closed it. */
    private List<Client> gaveWay() {
        for (Client client : clients) {
            client.channel.runPendingTasks();
            if (!client.channel.isOpen() && !gaveWay.contains(client)) {
                gaveWay.add(client);
            }
        }
        return gaveWay;
    }
}
