package io.operatormetrics.it.harness;

import javax.net.ssl.SSLContext;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Stands between our program and the API server and notes what it asks for. Bytes pass unchanged in both directions, unless a test has it
 * hide or rewrite something; of the program's, the request heads are read (HTTP/1.1, one request after the other on a connection).
 */
public final class RecordingProxy implements AutoCloseable {

    private final KubeCluster cluster;
    private final SSLContext tls;
    private final ServerSocket listener;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Predicate<Request> hidden = request -> false;
    private volatile Predicate<Request> emptied = request -> false;
    private volatile Function<Request, Duration> delay = request -> Duration.ZERO;
    private volatile boolean cutOff;
    private volatile UnaryOperator<String> rewriting = UnaryOperator.identity();

    /**
     * A request head.
     *
     * @param target path and query
     * @param headers the lines, as sent
     */
    public record Request(String method, String target, List<String> headers) {

        static Request parse(String head) {
            List<String> lines = head.lines().toList();
            String[] start = lines.getFirst().split(" ", 3);
            // The last line is the blank one that ends the head.
            return new Request(start[0], start[1], lines.subList(1, lines.size() - 1));
        }

        /** As it was sent. */
        private byte[] head() {
            return (method + " " + target + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
        }

        /** The same with its target changed. */
        private Request rewritten(UnaryOperator<String> rewriting) {
            return new Request(method, rewriting.apply(target), headers);
        }

        /** What was asked for, without the headers: there is a token among them. */
        @Override
        public String toString() {
            return method + " " + target;
        }

        /** The target without its query. */
        public String path() {
            return target.replaceFirst("\\?.*", "");
        }

        /** The value of that header, "" without it. */
        public String header(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    private RecordingProxy(KubeCluster cluster) throws IOException {
        this.cluster = cluster;
        this.tls = cluster.tls();
        this.listener = tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    public static RecordingProxy before(KubeCluster cluster) {
        try {
            RecordingProxy proxy = new RecordingProxy(cluster);
            Thread.ofVirtual().start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return URI.create("https://127.0.0.1:" + listener.getLocalPort());
    }

    /** What was asked so far. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** From now on it answers such requests itself, with 404, as an API server that does not know the path or the method. */
    public void hide(Predicate<Request> hidden) {
        this.hidden = hidden;
    }

    /** From now on it answers such requests itself, with 200 and nothing, as proxies do that wait for no more of an answer. */
    public void empty(Predicate<Request> emptied) {
        this.emptied = emptied;
    }

    /** From now on it passes a request on only after that time, if the program still waits for its answer then. */
    public void delay(Function<Request, Duration> delay) {
        this.delay = delay;
    }

    /** From now on the API server is asked for what this makes of a target (path and query). Requests are noted as they came. */
    public void rewrite(UnaryOperator<String> rewriting) {
        this.rewriting = rewriting;
    }

    /** How many connections our program has open. */
    public int openConnections() {
        return (int) open.stream()
                .filter(socket -> socket.getLocalPort() == listener.getLocalPort() && !socket.isClosed())
                .count();
    }

    /** Cuts every connection that is open now, as a load balancer does that is restarted. */
    public void disconnect() {
        List.copyOf(open).forEach(socket -> {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Until {@link #restore}, connections are closed before anything is read, those that are open too. */
    public void cutOff() {
        cutOff = true;
        disconnect();
    }

    public void restore() {
        cutOff = false;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (cutOff) {
                    client.close();
                    continue;
                }
                open.add(client);
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket client) {
        try (client;
                Socket server = tls.getSocketFactory()
                        .createSocket("127.0.0.1", cluster.url().getPort())) {
            open.add(server);
            Thread.ofVirtual().start(() -> answers(server, client));
            InputStream in = new BufferedInputStream(client.getInputStream());
            while (true) {
                Request request = Request.parse(new String(readHead(in), StandardCharsets.ISO_8859_1));
                requests.add(request);
                if (hidden.test(request)) {
                    readBody(request, in);
                    // Nothing else is on its way to the client: it waits for this answer.
                    answerNotFound(client.getOutputStream());
                } else if (emptied.test(request)) {
                    readBody(request, in);
                    answerNothing(client.getOutputStream());
                } else {
                    byte[] body = readBody(request, in);
                    hold(client, in, delay.apply(request));
                    forward(request.rewritten(rewriting), body, server.getOutputStream());
                    if (!request.header("Upgrade").isEmpty()) {
                        in.transferTo(server.getOutputStream());
                        throw new EOFException("the upgraded connection ended");
                    }
                }
            }
        } catch (IOException e) {
            // Either side closed: so do we, and a side that expected more will report it.
            open.remove(client);
        }
    }

    private static void answers(Socket server, Socket client) {
        try (server;
                client) {
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // As above.
            return;
        }
    }

    /** A client that waits for an answer says nothing meanwhile but, by closing, that it waits no longer. */
    private static void hold(Socket client, InputStream in, Duration time) throws IOException {
        if (time.isZero()) {
            return;
        }
        client.setSoTimeout(Math.toIntExact(time.toMillis()));
        in.mark(1);
        try {
            if (in.read() < 0) {
                throw new EOFException("the client gave up");
            }
        } catch (SocketTimeoutException stillWaiting) {
            // Its time is over.
        } finally {
            client.setSoTimeout(0);
        }
        in.reset();
    }

    private static void forward(Request request, byte[] body, OutputStream out) throws IOException {
        out.write(request.head());
        out.write(body);
        out.flush();
    }

    private static byte[] readBody(Request request, InputStream in) throws IOException {
        String length = request.header("Content-Length");
        return in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length));
    }

    private static void answerNothing(OutputStream out) throws IOException {
        out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void answerNotFound(OutputStream out) throws IOException {
        String body = """
                {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404,
                 "message":"the server could not find the requested resource"}
                """;
        out.write(("HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static byte[] readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = 0;
        while (last != 0x0d0a0d0a) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the client ended the connection");
            }
            head.write(next);
            last = last << 8 | next;
        }
        return head.toByteArray();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
