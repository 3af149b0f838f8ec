/**
 * Configuration from environment variables: read once into immutable records, every problem reported at once, and a catalogue of
 * what can be set for the documentation. The names are those of the program that embeds
 * the server.
 *
 * <p>Start reading at {@link io.operatormetrics.server.settings.SettingsReader}.
 */
@NullMarked
package io.operatormetrics.server.settings;

import org.jspecify.annotations.NullMarked;
