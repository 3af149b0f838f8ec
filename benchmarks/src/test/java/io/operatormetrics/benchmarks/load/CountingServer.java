package io.operatormetrics.benchmarks.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.operatormetrics.benchmarks.Certificates;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A tiny mutual-TLS server of the JDK's that counts what happens to it. */
final class CountingServer implements AutoCloseable {

    static final String BODY = "x".repeat(1000);

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger verifiedClients;

    private CountingServer(HttpsServer server, AtomicInteger verifiedClients) {
        this.server = server;
        this.verifiedClients = verifiedClients;
    }

    static CountingServer start(Certificates certificates) throws Exception {
        AtomicInteger verifiedClients = new AtomicInteger();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                certificates.server().toKeyManagerFactory().getKeyManagers(),
                new TrustManager[] {new CountingTrust(certificates.client().getCertificate(), verifiedClients)},
                null);
        HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CountingServer counting = new CountingServer(https, verifiedClients);
        https.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setNeedClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        });
        https.createContext("/body", exchange -> counting.answer(exchange, 200));
        https.createContext("/broken", exchange -> counting.answer(exchange, 500));
        https.createContext("/cut", exchange -> {
            exchange.sendResponseHeaders(200, BODY.length());
            exchange.getResponseBody().write('x');
            exchange.close();
        });
        https.setExecutor(counting.threads);
        https.start();
        return counting;
    }

    static InetSocketAddress unusedAddress() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    int requests() {
        return requests.get();
    }

    int verifiedClients() {
        return verifiedClients.get();
    }

    void reset() {
        requests.set(0);
        verifiedClients.set(0);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private void answer(HttpExchange exchange, int status) throws IOException {
        requests.incrementAndGet();
        exchange.sendResponseHeaders(status, BODY.length());
        exchange.getResponseBody().write(BODY.getBytes(StandardCharsets.US_ASCII));
        exchange.close();
    }

    /** Asked once for each full handshake, and never for a resumed one. */
    private static final class CountingTrust extends X509ExtendedTrustManager {

        private final X509Certificate trusted;
        private final AtomicInteger verified;

        CountingTrust(X509Certificate trusted, AtomicInteger verified) {
            this.trusted = trusted;
            this.verified = verified;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            if (!chain[0].equals(trusted)) {
                throw new CertificateException("another");
            }
            verified.incrementAndGet();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("this is a server's");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
