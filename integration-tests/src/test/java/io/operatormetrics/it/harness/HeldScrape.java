package io.operatormetrics.it.harness;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A scrape whose answer has begun to come and is taken no further until {@link #rest()}, as by a reader that is slow. */
public final class HeldScrape implements AutoCloseable {

    /** Small, so that the server can send ahead little of what is not taken. */
    private static final int RECEIVE_BUFFER = 16 * 1024;

    private static final int TIMEOUT_MILLIS = 15_000;

    private final SSLSocket socket;
    private final List<String> head;

    private HeldScrape(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.head = readHead(socket.getInputStream());
    }

    static HeldScrape begin(URI endpoint, SSLContext tls) {
        try {
            SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket();
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()), TIMEOUT_MILLIS);
            String request = "GET " + endpoint.getPath() + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new HeldScrape(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Status line and headers. */
    public List<String> head() {
        return head;
    }

    /** The body, read until the server closes the connection in good order; fails when it does so otherwise. */
    public String rest() {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection was closed after: " + head);
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1).lines().toList();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
