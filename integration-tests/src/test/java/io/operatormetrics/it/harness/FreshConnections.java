package io.operatormetrics.it.harness;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A scraper that makes a new connection for each scrape, one scrape after the other, so that it meets every certificate served. */
public final class FreshConnections implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final URI endpoint;
    private final SSLContext tls;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<BigInteger> serials = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile String last = "";
    private final Thread thread;

    private FreshConnections(URI endpoint, SSLContext tls) {
        this.endpoint = endpoint;
        this.tls = tls;
        this.thread = Thread.ofVirtual().start(this::run);
    }

    public static FreshConnections to(URI endpoint, Identity client, TestPki serverCa) {
        return new FreshConnections(endpoint, client.trusting(serverCa.ca()));
    }

    /** The scrapes that went well so far. */
    public int scrapes() {
        return serials.size();
    }

    /** What the last of them read. */
    public Scrape last() {
        return Scrape.parse(last);
    }

    /** Those that did not. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** How many failed since the last that went well. */
    public int failuresInARow() {
        return failuresInARow.get();
    }

    /** The serial numbers of the certificates met, in that order. */
    public Set<BigInteger> certificates() {
        return new LinkedHashSet<>(serials);
    }

    private void run() {
        try {
            // Without a pause it would take the whole machine, and what else is tested would starve.
            while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                scrapeOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void scrapeOnce() {
        try {
            serials.add(scrape());
            failuresInARow.set(0);
        } catch (IOException | AssertionError e) {
            failures.add(e.toString());
            failuresInARow.incrementAndGet();
        }
    }

    private BigInteger scrape() throws IOException {
        try (SSLSocket socket =
                (SSLSocket) tls.getSocketFactory().createSocket(endpoint.getHost(), endpoint.getPort())) {
            // As Go and curl do: or the request waits 40 ms for the server to acknowledge the handshake.
            socket.setTcpNoDelay(true);
            String request = "GET " + endpoint.getPath() + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new AssertionError(answer.lines().findFirst().orElse("nothing was answered"));
            }
            last = answer.substring(answer.indexOf("\r\n\r\n") + 4);
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
