package io.operatormetrics.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import java.util.List;

/**
 * A body cut into pieces of direct memory, which TLS and the socket take as they are. Small parts share a piece, since each piece costs a call of
 * the kernel. A piece is filled only when it is about to be written, so a slow client costs one or two and not a copy of the exposition.
 */
final class BodyPieces {

    /** Four records of TLS. */
    static final int PIECE = 64 * 1024;

    /** Left free in the first piece, so that head and piece are four records together. */
    static final int HEAD_ROOM = 1024;

    private final List<byte[]> parts;
    private long left;
    private int room = PIECE - HEAD_ROOM;
    private int part;
    private int offset;

    /** @param parts one behind the other they are the body */
    BodyPieces(List<byte[]> parts) {
        this.parts = parts;
        this.left = parts.stream().mapToLong(bytes -> bytes.length).sum();
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
            byte[] bytes = parts.get(part);
            int length = Math.min(piece.writableBytes(), bytes.length - offset);
            piece.writeBytes(bytes, offset, length);
            offset += length;
            if (offset == bytes.length) {
                part++;
                offset = 0;
            }
        }
        left -= size;
        room = PIECE;
        return piece;
    }
}
