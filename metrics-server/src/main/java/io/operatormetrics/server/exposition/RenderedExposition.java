package io.operatormetrics.server.exposition;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * The bytes of one scrape, in pieces that other scrapes may share: not to be written to.
 *
 * @param parts one behind the other they are the body
 */
public record RenderedExposition(ExpositionFormat format, ContentCoding coding, List<byte[]> parts) {

    public RenderedExposition {
        parts = List.copyOf(parts);
    }

    /** In bytes. */
    public long length() {
        return parts.stream().mapToLong(part -> part.length).sum();
    }

    /** The whole body in one array of the caller's own. */
    public byte[] toByteArray() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream((int) length());
        parts.forEach(whole::writeBytes);
        return whole.toByteArray();
    }
}
