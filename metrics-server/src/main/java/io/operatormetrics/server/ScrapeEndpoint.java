package io.operatormetrics.server;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.operatormetrics.server.exposition.ContentCoding;
import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.exposition.NameFilter;
import io.operatormetrics.server.exposition.RenderedExposition;
import io.operatormetrics.server.http.FullResponse;
import io.operatormetrics.server.http.RequestHead;
import io.operatormetrics.server.http.Router;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code GET} and {@code HEAD /metrics}. Scrapes are rendered on threads of their own: the kernel shares the processor among them, so a big or
 * stuck one holds up neither its neighbours nor the connections.
 */
final class ScrapeEndpoint implements Router.PathHandler, AutoCloseable {

    static final String PATH = "/metrics";

    private static final Logger log = LoggerFactory.getLogger(ScrapeEndpoint.class);

    private final Exposition exposition;
    private final ScrapeMetrics metrics;
    private final ScrapeListener listener;
    private final ExecutorService scrapers;
    private final AtomicBoolean failing = new AtomicBoolean();

    ScrapeEndpoint(Exposition exposition, ScrapeMetrics metrics, ScrapeListener listener, int maxConcurrentScrapes) {
        this.exposition = exposition;
        this.metrics = metrics;
        this.listener = listener;
        // No queue: a scrape gets a thread at once or is answered 503 with Retry-After.
        this.scrapers = new ThreadPoolExecutor(
                0,
                maxConcurrentScrapes,
                1,
                TimeUnit.MINUTES,
                new SynchronousQueue<>(),
                new DefaultThreadFactory("metrics-scrape", true));
    }

    @Override
    public CompletionStage<FullResponse> answer(RequestHead query) {
        if (!query.reads()) {
            return CompletableFuture.completedStage(counted(FullResponse.methodNotAllowed()));
        }
        long start = System.nanoTime();
        try {
            return CompletableFuture.supplyAsync(() -> scrape(query, start), scrapers)
                    .exceptionally(this::failed)
                    .thenApply(this::counted);
        } catch (RejectedExecutionException allBusy) {
            return CompletableFuture.completedStage(
                    counted(FullResponse.lines(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many scrapes at once")
                            .with("Retry-After", "1")));
        }
    }

    /** Does not wait: closed after the connections are, when no scrape has anybody left to answer to. */
    @Override
    public void close() {
        scrapers.shutdownNow();
    }

    private FullResponse scrape(RequestHead query, long start) {
        RenderedExposition rendered = exposition.render(
                Negotiation.format(query.headers().getAll(HttpHeaderNames.ACCEPT)),
                Negotiation.coding(query.headers().getAll(HttpHeaderNames.ACCEPT_ENCODING)),
                NameFilter.of(query.parameters().getOrDefault("name[]", List.of())));
        metrics.rendered(System.nanoTime() - start);
        if (failing.compareAndSet(true, false)) {
            log.info("scrapes succeed again");
        }
        if (query.method().equals(HttpMethod.GET)) {
            listener.onScrape(query.client());
        }
        return answer(rendered);
    }

    private static FullResponse answer(RenderedExposition rendered) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", rendered.format().contentType());
        headers.put("Vary", "Accept, Accept-Encoding");
        if (rendered.coding() == ContentCoding.GZIP) {
            headers.put("Content-Encoding", "gzip");
        }
        return new FullResponse(HttpResponseStatus.OK, headers, rendered.length(), rendered.parts());
    }

    private FullResponse failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (failing.compareAndSet(false, true)) {
            log.error("scrapes fail; further failures are counted and logged at debug", cause);
        } else {
            log.debug("scrape failed", cause);
        }
        return FullResponse.lines(
                HttpResponseStatus.INTERNAL_SERVER_ERROR, "collecting the metrics failed; see the log");
    }

    private FullResponse counted(FullResponse answer) {
        metrics.answered(answer.status().code());
        return answer;
    }
}
