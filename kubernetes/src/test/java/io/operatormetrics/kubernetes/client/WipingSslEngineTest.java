package io.operatormetrics.kubernetes.client;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** With a server's engine of the JDK at the other end; the network is two buffers. */
class WipingSslEngineTest {

    private static final int ROOM = 64 * 1024;

    private final ByteBuffer toServer = ByteBuffer.allocate(ROOM);
    private final ByteBuffer toClient = ByteBuffer.allocate(ROOM);
    private final ByteBuffer plain = ByteBuffer.allocate(ROOM);
    private SSLEngine server;
    private SSLEngine client;

    @BeforeEach
    void handshake() throws Exception {
        X509Bundle pair = new CertificateBuilder()
                .subject("CN=api-server")
                .setIsCertificateAuthority(true)
                .ecp256()
                .buildSelfSigned();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                pair.toKeyManagerFactory().getKeyManagers(),
                pair.toTrustManagerFactory().getTrustManagers(),
                null);
        server = context.createSSLEngine();
        server.setUseClientMode(false);
        client = WipingSslContext.around(context).createSSLEngine("api-server", 6443);
        client.setUseClientMode(true);
        client.beginHandshake();
        server.beginHandshake();
        do {
            advance(client, toClient, toServer);
            advance(server, toServer, toClient);
        } while (toClient.position() > 0 || toServer.position() > 0 || isHandshaking(client) || isHandshaking(server));
    }

    @Test
    void overwritesWhatItDecryptedAndOnlyThat() throws SSLException {
        send("the private key of a Secret");
        int endOfFirst = toClient.position();
        send("another record");
        toClient.flip();
        byte[] second = bytes(toClient, endOfFirst, toClient.limit());

        client.unwrap(toClient, plain);

        assertThat(received()).isEqualTo("the private key of a Secret");
        assertThat(toClient.position()).isEqualTo(endOfFirst);
        assertThat(bytes(toClient, 0, endOfFirst)).containsOnly(0);
        assertThat(bytes(toClient, endOfFirst, toClient.limit())).isEqualTo(second);

        client.unwrap(toClient, plain);

        assertThat(received()).isEqualTo("another record");
        assertThat(bytes(toClient, 0, toClient.limit())).containsOnly(0);
    }

    @Test
    void leavesARecordAloneThatIsNotWhole() throws SSLException {
        send("the private key of a Secret");
        toClient.flip();
        int end = toClient.limit();
        byte[] record = bytes(toClient, 0, end);
        toClient.limit(end - 1);

        SSLEngineResult result = client.unwrap(toClient, plain);

        assertThat(result.getStatus()).isEqualTo(SSLEngineResult.Status.BUFFER_UNDERFLOW);
        assertThat(bytes(toClient, 0, end)).isEqualTo(record);
        toClient.limit(end);
        client.unwrap(toClient, plain);
        assertThat(received()).isEqualTo("the private key of a Secret");
    }

    @Test
    void overwritesWhatItConsumedOfARecordThatWasTamperedWith() throws SSLException {
        send("the private key of a Secret");
        toClient.put(toClient.position() - 1, (byte) ~toClient.get(toClient.position() - 1));
        toClient.flip();

        assertThatThrownBy(() -> client.unwrap(toClient, plain)).isInstanceOf(SSLException.class);

        assertThat(toClient.position()).isPositive();
        assertThat(bytes(toClient, 0, toClient.position())).containsOnly(0);
    }

    private void send(String text) throws SSLException {
        server.wrap(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), toClient);
    }

    private String received() {
        plain.flip();
        String text = StandardCharsets.US_ASCII.decode(plain).toString();
        plain.clear();
        return text;
    }

    private static byte[] bytes(ByteBuffer buffer, int from, int to) {
        byte[] copy = new byte[to - from];
        buffer.duplicate().clear().get(from, copy);
        return copy;
    }

    private static boolean isHandshaking(SSLEngine engine) {
        return engine.getHandshakeStatus() != SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING;
    }

    /** As far as the engine comes with what it got. */
    private void advance(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN, NOT_HANDSHAKING, FINISHED -> {
                    in.flip();
                    SSLEngineResult result = engine.unwrap(in, plain);
                    in.compact();
                    if (result.getStatus() != SSLEngineResult.Status.OK || result.bytesConsumed() == 0) {
                        return;
                    }
                }
            }
        }
    }
}
