package io.operatormetrics.server;

import java.net.SocketAddress;

/** Called for each answered scrape, on the thread that rendered it, so it must be quick and must not throw. */
@FunctionalInterface
public interface ScrapeListener {

    /**
     * A {@code GET /metrics} of a client that was let in is answered with 200.
     *
     * @param client where the connection came from
     */
    void onScrape(SocketAddress client);
}
