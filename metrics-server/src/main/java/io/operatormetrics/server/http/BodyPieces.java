package io.operatormetrics.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import java.util.Iterator;

/**
 * A body cut into pieces of direct memory, which TLS and the socket take as they are. Small parts share a piece, since each piece costs a call of
 * the kernel. A piece is filled only when it is about to be written, so a slow client costs one or two and not a copy of the exposition.
 */
final class BodyPieces {

    /** Four records of TLS. */
    static final int PIECE = 64 * 1024;

    /** Left free in the first piece, so that head and piece are four records together. */
    static final int HEAD_ROOM = 1024;

    private static final byte[] NOTHING = {};

    private final Iterator<byte[]> parts;
    private long left;
    private int room = PIECE - HEAD_ROOM;
    private byte[] part = NOTHING;
    private int offset;

    /**
     * @param length of the body, in bytes
     * @param parts one behind the other they are the body; each is asked for when the one before it has been handed out
     */
    BodyPieces(long length, Iterable<byte[]> parts) {
        this.left = length;
        this.parts = parts.iterator();
    }

    /** Whether all of it was handed out. */
    boolean isEmpty() {
        return left == 0;
    }

    /** The next piece, the caller's to release; empty at the end. */
    ByteBuf next(ByteBufAllocator allocator) {
        int size = (int) Math.min(room, left);
        ByteBuf piece = allocator.directBuffer(size, size);
        while (piece.isWritable()) {
            if (offset == part.length) {
                part = parts.next();
                offset = 0;
            }
            int length = Math.min(piece.writableBytes(), part.length - offset);
            piece.writeBytes(part, offset, length);
            offset += length;
        }
        left -= size;
        room = PIECE;
        return piece;
    }
}
