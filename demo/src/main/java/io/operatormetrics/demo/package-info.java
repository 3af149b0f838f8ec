/**
 * The program behind {@code bin/demo}: an API server with sample objects, the unchanged operator watching it, and a scrape over
 * mutual TLS. Start at {@link io.operatormetrics.demo.Demo}, which tells the story from top to bottom.
 */
@NullMarked
package io.operatormetrics.demo;

import org.jspecify.annotations.NullMarked;
