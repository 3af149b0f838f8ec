package io.operatormetrics.tls;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.OpenSslCertificateCompressionAlgorithm;
import io.netty.handler.ssl.OpenSslCertificateCompressionConfig;
import io.netty.handler.ssl.OpenSslCertificateCompressionConfig.AlgorithmMode;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.Test;

import javax.net.ssl.SSLEngine;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static io.operatormetrics.tls.TestPki.CA;
import static io.operatormetrics.tls.TestPki.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

/** Netty's BoringSSL compresses certificates by default; the JDK never does. */
class CertificateCompressionTest {
    private static final X509Bundle CLIENT = TestPki.client("prometheus");

    @Test
    void isNotSpokenWithAClientThatCan() throws Exception {
        Recorder asked = new Recorder();
        SslContext client = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL)
                .protocols("TLSv1.3")
                .keyManager(CLIENT.getKeyPair().getPrivate(), CLIENT.getCertificate())
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .option(
                        OpenSslContextOption.CERTIFICATE_COMPRESSION_ALGORITHMS,
                        OpenSslCertificateCompressionConfig.newBuilder()
                                .addAlgorithm(asked, AlgorithmMode.Both)
                                .build())
                .build();
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (TlsServer server = new TlsServer(Policies.DEFAULT)) {
            server.source.give(TestPki.material(SERVER, CA));

            SslHandler handshake = connect(client, group, server.port());

            assertThat(handshake.handshakeFuture().await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(handshake.handshakeFuture().isSuccess()).isTrue();
            assertThat(asked.to).isEmpty();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static SslHandler connect(SslContext client, EventLoopGroup group, int port) throws InterruptedException {
        return new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(client.newHandler(channel.alloc()));
                    }
                })
                .connect(InetAddress.getLoopbackAddress(), port)
                .sync()
                .channel()
                .pipeline()
                .get(SslHandler.class);
    }

    /** Claims zlib, and notes what it is asked to do. */
    private static final class Recorder implements OpenSslCertificateCompressionAlgorithm {
        private static final int ZLIB = 1;

        private final List<String> to = new CopyOnWriteArrayList<>();

        @Override
        public byte[] compress(SSLEngine engine, byte[] certificate) {
            to.add("compress");
            return certificate;
        }

        @Override
        public byte[] decompress(SSLEngine engine, int length, byte[] compressed) {
            to.add("decompress");
            return compressed;
        }

        @Override
        public int algorithmId() {
            return ZLIB;
        }
    }
}
