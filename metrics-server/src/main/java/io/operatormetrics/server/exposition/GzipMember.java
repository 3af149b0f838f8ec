package io.operatormetrics.server.exposition;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** One gzip member (RFC 1952) of blocks that were compressed apart: any client reads it like one that was compressed in one go. */
final class GzipMember {

    /** Deflate, no flags, no time, no particular file system. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    /** An empty last block with fixed codes, which ends the deflate stream. */
    private static final byte[] LAST_BLOCK = {3, 0};

    private GzipMember() {}

    /** Its parts, those of the chunks shared with them. */
    static List<byte[]> of(List<Chunk> chunks) {
        List<byte[]> parts = new ArrayList<>(chunks.size() + 2);
        parts.add(HEADER);
        int crc = 0;
        int length = 0;
        try (BlockDeflater deflater = new BlockDeflater()) {
            for (Chunk chunk : chunks) {
                DeflatedBlock block = chunk.deflated(deflater);
                parts.add(block.bytes());
                crc = Crc32Shift.combine(crc, block.shift(), block.crc());
                // Modulo 2^32, as the format has it.
                length += block.length();
            }
        }
        parts.add(ByteBuffer.allocate(LAST_BLOCK.length + 2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(LAST_BLOCK)
                .putInt(crc)
                .putInt(length)
                .array());
        return parts;
    }
}
