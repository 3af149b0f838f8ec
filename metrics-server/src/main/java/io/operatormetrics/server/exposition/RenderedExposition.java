package io.operatormetrics.server.exposition;

import java.io.ByteArrayOutputStream;

/**
 * The bytes of one scrape, in pieces that other scrapes may share: not to be written to.
 *
 * @param length in bytes
 * @param parts one behind the other they are the body; some are made only when the iterator comes to them
 */
public record RenderedExposition(ExpositionFormat format, ContentCoding coding, long length, Iterable<byte[]> parts) {

    /** The whole body in one array of the caller's own. */
    public byte[] toByteArray() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream((int) length);
        parts.forEach(whole::writeBytes);
        return whole.toByteArray();
    }
}
