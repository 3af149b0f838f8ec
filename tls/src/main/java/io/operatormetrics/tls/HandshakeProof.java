package io.operatormetrics.tls;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Shakes hands in memory with a context that is to be published, with everything that a client would be sent: material can be good
 * piece by piece and too much for a handshake, such as client CAs whose names exceed 64 KiB. The client here is of the same TLS
 * implementation, believes the server, and presents no certificate; whom the server lets in is not the question.
 */
final class HandshakeProof {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Far more than a handshake of the longest chain that is read takes. */
    private static final int MOST_ROUNDS = 10_000;

    private final SslContext clients;

    HandshakeProof(SslProvider provider, List<String> cipherSuites) throws SSLException {
        clients = SslContextBuilder.forClient()
                .sslProvider(provider)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null)
                .protocols("TLSv1.3", "TLSv1.2")
                .ciphers(cipherSuites)
                .build();
    }

    /** Throws SSLException, which says what fails, when no handshake of that version ends. */
    void prove(SSLEngine server, String protocol) throws SSLException {
        SSLEngine client = clients.newEngine(UnpooledByteBufAllocator.DEFAULT);
        try {
            client.setEnabledProtocols(new String[] {protocol});
            if (server.getNeedClientAuth()) {
                // It is asked all the same, and so is sent the names of the CAs.
                server.setWantClientAuth(true);
            }
            shakeHands(new End(client), new End(server));
        } catch (SSLException failed) {
            throw new SSLException("no handshake of " + protocol + " succeeds with it: " + failed.getMessage(), failed);
        } finally {
            release(client);
            release(server);
        }
    }

    private static void shakeHands(End client, End server) throws SSLException {
        client.engine.beginHandshake();
        server.engine.beginHandshake();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            boolean clientMoved = client.advance(server.sent, client.sent);
            boolean serverMoved = server.advance(client.sent, server.sent);
            if (client.isDone() && server.isDone()) {
                return;
            }
            if (!clientMoved && !serverMoved) {
                break;
            }
        }
        throw new SSLException("it does not end");
    }

    private static void release(SSLEngine engine) {
        engine.closeOutbound();
        ReferenceCountUtil.release(engine);
    }

    /** One of the two, and what it has sent that the other has not read yet. */
    private static final class End {
        private final SSLEngine engine;
        private final ByteBuffer sent;
        private final ByteBuffer application;

        End(SSLEngine engine) {
            this.engine = engine;
            this.sent = ByteBuffer.allocate(2 * engine.getSession().getPacketBufferSize());
            this.application = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        }

        boolean isDone() {
            HandshakeStatus status = engine.getHandshakeStatus();
            return status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED;
        }

        /** One step, if there is one to make. */
        boolean advance(ByteBuffer in, ByteBuffer out) throws SSLException {
            return switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                    yield true;
                }
                case NEED_WRAP -> engine.wrap(NOTHING, out).bytesProduced() > 0;
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    in.flip();
                    int consumed = engine.unwrap(in, application).bytesConsumed();
                    in.compact();
                    yield consumed > 0;
                }
                case FINISHED, NOT_HANDSHAKING -> false;
            };
        }
    }
}
