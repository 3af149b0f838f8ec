package io.operatormetrics.operator.collector;

import io.operatormetrics.server.exposition.ContentCoding;
import io.operatormetrics.server.exposition.Exposition;
import io.operatormetrics.server.exposition.ExpositionFormat;
import io.operatormetrics.server.exposition.ExpositionStore;
import io.operatormetrics.server.exposition.NameFilter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import java.nio.charset.StandardCharsets;

/** What a scrape would return as text. */
final class Scraped {

    private Scraped() {}

    static String text(ExpositionStore store) {
        return text(store, new PrometheusRegistry());
    }

    static String text(ExpositionStore store, PrometheusRegistry registry) {
        byte[] body = new Exposition(store, registry)
                .render(ExpositionFormat.TEXT, ContentCoding.IDENTITY, NameFilter.ALL)
                .toByteArray();
        return new String(body, StandardCharsets.UTF_8);
    }
}
