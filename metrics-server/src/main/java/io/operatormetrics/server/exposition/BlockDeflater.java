package io.operatormetrics.server.exposition;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses pieces one by one. The memory of the compressor, a quarter of a megabyte, is taken when the first piece needs it: most scrapes find all
 * of theirs compressed. Not thread-safe.
 */
final class BlockDeflater implements AutoCloseable {

    /** Beyond what incompressible text and the mark at its end add. */
    private static final int SLACK = 64;

    private final CRC32 checksum = new CRC32();
    private @Nullable Deflater deflater;

    DeflatedBlock deflate(byte[] text) {
        checksum.reset();
        checksum.update(text);
        return new DeflatedBlock(compress(text), (int) checksum.getValue(), text.length, Crc32Shift.by(text.length));
    }

    private byte[] compress(byte[] text) {
        Deflater compressor = deflater;
        if (compressor == null) {
            compressor = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            deflater = compressor;
        }
        // Not finished but flushed, which ends on a byte; and forgotten, so that the next piece does not refer to this
        // one.
        compressor.reset();
        compressor.setInput(text);
        byte[] block = new byte[text.length / 8 + SLACK];
        int size = 0;
        while (true) {
            size += compressor.deflate(block, size, block.length - size, Deflater.FULL_FLUSH);
            if (size < block.length) {
                return Arrays.copyOf(block, size);
            }
            block = Arrays.copyOf(block, block.length * 2);
        }
    }

    @Override
    public void close() {
        if (deflater != null) {
            deflater.end();
        }
    }
}
