package io.operatormetrics.operator.selfcheck;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.operatormetrics.x509.CertificateKeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class EndpointProbeTest {

    @Test
    void retriesWhenItIsCutOffBeforeItLearnsWhy() throws Exception {
        X509Bundle pair = new CertificateBuilder()
                .subject("CN=prometheus")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        EndpointProbe probe = EndpointProbe.of(
                CertificateKeyPair.prove(
                        "test",
                        List.of(pair.getCertificate()),
                        pair.getKeyPair().getPrivate()),
                List.of(pair.getCertificate()));
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setSoTimeout(20_000);
            Future<Optional<String>> problem =
                    threads.submit(() -> probe.problem((InetSocketAddress) server.getLocalSocketAddress(), "metrics"));
            reset(server.accept());
            reset(server.accept());
            hangUp(server.accept());
            assertThat(problem.get())
                    .hasValueSatisfying(reported ->
                            assertThat(reported).as("of the third").isEqualTo("Remote host terminated the handshake"));
        }
    }

    /** So that the peer gets a connection error when it sends or reads, not end of stream. */
    private static void reset(Socket connection) throws IOException {
        connection.setSoLinger(true, 0);
        connection.close();
    }

    /** Having read the whole ClientHello (RFC 8446, 5.1), since a close with bytes unread is a reset too. */
    private static void hangUp(Socket connection) throws IOException {
        try (connection) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            in.skipNBytes(3);
            in.skipNBytes(in.readUnsignedShort());
        }
    }
}
