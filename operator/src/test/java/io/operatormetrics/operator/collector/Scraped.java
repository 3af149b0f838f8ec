package io.operatormetrics.operator.collector;

import io.operatormetrics.server.ContentCoding;
import io.operatormetrics.server.Exposition;
import io.operatormetrics.server.ExpositionFormat;
import io.operatormetrics.server.ExpositionStore;
import io.operatormetrics.server.NameFilter;
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
