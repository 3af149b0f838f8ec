/**
 * Whether anybody scrapes this replica, and why not. What the endpoint is asked is recorded as it happens; time is measured on a monotonic
 * clock.
 *
 * <p>Start reading at {@link io.operatormetrics.operator.scrape.ScrapeWatch}.
 */
@NullMarked
package io.operatormetrics.operator.scrape;

import org.jspecify.annotations.NullMarked;
