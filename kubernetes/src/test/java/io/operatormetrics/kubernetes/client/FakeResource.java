package io.operatormetrics.kubernetes.client;

import com.sun.net.httpserver.HttpExchange;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** What a {@link FakeApiServer} answers under one path. */
public final class FakeResource {
    private static final String END = "end";
    private static final String PART = "part ";
    private static final String BREAK = "break";

    private final List<BlockingQueue<String>> watches = new CopyOnWriteArrayList<>();
    private volatile int code = 200;
    private volatile int retryAfter;
    private volatile boolean cut;
    private volatile boolean ignoringAccept;
    private volatile boolean turning;
    private volatile boolean ending;
    private volatile Duration slow = Duration.ZERO;
    private volatile List<String> pages = List.of("");
    private volatile String version = "1";
    private volatile @Nullable UnaryOperator<byte[]> compression;

    /** Lists are these objects, as JSON. */
    public FakeResource objects(String... objects) {
        return pages(String.join(",", objects));
    }

    /** Lists come in these pages, each of objects with commas between them. */
    public FakeResource pages(String... pages) {
        this.pages = List.of(pages);
        return this;
    }

    public FakeResource version(String version) {
        this.version = version;
        return this;
    }

    /** Lists and new watches are answered with this status code from now on. */
    public FakeResource code(int code) {
        this.code = code;
        return this;
    }

    /** Answers 429 with that {@code Retry-After} in seconds, from now on; with 0 it serves again. */
    public FakeResource overloaded(int retryAfter) {
        this.retryAfter = retryAfter;
        return code(retryAfter == 0 ? 200 : 429);
    }

    /** Closes the connection in place of an answer, from now on. */
    void cut() {
        cut = true;
    }

    /** Each watch is answered with 200 and ended at once, from now on. */
    public FakeResource endingWatches() {
        ending = true;
        return this;
    }

    /** Watches last, from now on. */
    public void lastingWatches() {
        ending = false;
    }

    /** The last page of a list refers to the first again. */
    public FakeResource turning() {
        turning = true;
        return this;
    }

    /** Each page of a list comes so much later. */
    public FakeResource slow(Duration slow) {
        this.slow = slow;
        return this;
    }

    /** Lists hold whole objects, whatever is asked for, as behind a proxy that drops the Accept header. */
    public FakeResource ignoringAccept() {
        ignoringAccept = true;
        return this;
    }

    /** Lists go through this, and are said to be gzip, where the client takes that. */
    public FakeResource compressed(UnaryOperator<byte[]> compression) {
        this.compression = compression;
        return this;
    }

    /** Sends an event to every open watch. */
    public void event(String type, String object) {
        toWatches("{\"type\":\"" + type + "\",\"object\":" + object + "}");
    }

    /** Sends the beginning of a line to every open watch. */
    public void line(String beginning) {
        toWatches(PART + beginning);
    }

    /** Ends every open watch as a server does when {@code timeoutSeconds} is over. */
    public void endWatches() {
        toWatches(END);
    }

    /** Cuts the connection of every open watch. */
    public void breakWatches() {
        toWatches(BREAK);
    }

    public boolean isWatched() {
        return watches() > 0;
    }

    /** How many are open; events reach all of them. */
    public int watches() {
        return watches.size();
    }

    private void toWatches(String line) {
        watches.forEach(watch -> watch.add(line));
    }

    void answer(HttpExchange exchange, FakeApiServer.Asked request) throws IOException {
        if (cut) {
            throw new IOException("cut on purpose");
        }
        int answered = code;
        if (answered != 200) {
            if (retryAfter > 0) {
                exchange.getResponseHeaders().add("Retry-After", Integer.toString(retryAfter));
            }
            FakeApiServer.send(
                    exchange,
                    answered,
                    "{\"kind\":\"Status\",\"code\":%d,\"message\":\"refused\"}".formatted(answered));
        } else if (request.isWatch()) {
            stream(exchange);
        } else {
            pause();
            sendList(exchange, list(request).getBytes(StandardCharsets.UTF_8));
        }
    }

    private void pause() throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(slow.toNanos());
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    private void sendList(HttpExchange exchange, byte[] plain) throws IOException {
        UnaryOperator<byte[]> compressing = compression;
        String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
        if (compressing == null || !"gzip".equals(accepted)) {
            FakeApiServer.send(exchange, 200, plain);
            return;
        }
        exchange.getResponseHeaders().add("Content-Encoding", "gzip");
        FakeApiServer.send(exchange, 200, compressing.apply(plain));
    }

    private String list(FakeApiServer.Asked request) {
        String query = request.query();
        String kind = !ignoringAccept && request.accept().contains("as=PartialObjectMetadataList")
                ? "PartialObjectMetadataList"
                : "SecretList";
        int page = query.contains("continue=page") ? Integer.parseInt(query.replaceFirst(".*continue=page", "")) : 0;
        String next =
                page + 1 < pages.size() || turning ? ",\"continue\":\"page" + (page + 1) % pages.size() + "\"" : "";
        return "{\"kind\":\"" + kind + "\",\"metadata\":{\"resourceVersion\":\"" + version + "\"" + next
                + "},\"items\":[" + pages.get(page) + "]}";
    }

    private void stream(HttpExchange exchange) throws IOException {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.flush();
        if (ending) {
            exchange.close();
            return;
        }
        watches.add(lines);
        try {
            for (String line = lines.take(); !line.equals(END); line = lines.take()) {
                if (line.equals(BREAK)) {
                    throw new IOException("cut on purpose");
                }
                String sent = line.startsWith(PART) ? line.substring(PART.length()) : line + "\n";
                out.write(sent.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
            // Before the client can see its end, and ask for the next one.
            watches.remove(lines);
            exchange.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            watches.remove(lines);
        }
    }
}
