/**
 * The comparison of peers: alternating rounds, medians, ratios within one run.
 *
 * <p>Start reading at {@link io.operatormetrics.benchmarks.scrape.ScrapeComparison}.
 */
@NullMarked
package io.operatormetrics.benchmarks.scrape;

import org.jspecify.annotations.NullMarked;
