/**
 * Configuration from environment variables: read once into immutable records, every problem reported at once, and a catalogue of
 * what can be set for the documentation. Anything that embeds the server can read its own variables with the same means.
 *
 * <p>Start reading at {@link io.operatormetrics.server.settings.MetricsServerSettings}.
 */
@NullMarked
package io.operatormetrics.server.settings;

import org.jspecify.annotations.NullMarked;
