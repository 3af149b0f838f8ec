package io.operatormetrics.demo;

/** Asks the operator for its metrics over TLS. */
interface Scraper {

    Answer withClientCertificate();

    Answer withoutClientCertificate();

    /** What came of it. */
    sealed interface Answer {}

    /**
     * It was answered.
     *
     * @param text the exposition, in Prometheus's text format
     */
    record Metrics(String text) implements Answer {}

    /**
     * It was not.
     *
     * @param reason in the scraping program's words
     */
    record Refused(String reason) implements Answer {}
}
