package io.operatormetrics.operator.scrape;

import java.time.Duration;

/** Whether this replica is scraped. */
public sealed interface ScrapeState {

    /**
     * It is.
     *
     * @param left until it no longer is, if nobody scrapes meanwhile
     */
    record Scraped(Duration left) implements ScrapeState {}

    /**
     * It was not yet, and it is too early to say that nobody will.
     *
     * @param left until it is not
     */
    record Awaiting(Duration left) implements ScrapeState {}

    /** It is not. */
    record NotScraped() implements ScrapeState {}
}
