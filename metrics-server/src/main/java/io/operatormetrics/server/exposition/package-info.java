/**
 * What a scrape answers, kept ready: a change of one object encodes and compresses a few hundred series anew, however many there are, and a
 * scrape puts ready bytes one behind the other.
 *
 * <p>Start reading at {@link io.operatormetrics.server.exposition.ExpositionStore}, which holds the series; {@link
 * io.operatormetrics.server.exposition.Exposition} renders them. From small to big: {@link
 * io.operatormetrics.server.exposition.Chunk} (bytes, and the same compressed), {@link io.operatormetrics.server.exposition.Segment}
 * (the lines of up to 256 series), {@link io.operatormetrics.server.exposition.FamilyLines} (all lines of a family).
 */
@NullMarked
package io.operatormetrics.server.exposition;

import org.jspecify.annotations.NullMarked;
