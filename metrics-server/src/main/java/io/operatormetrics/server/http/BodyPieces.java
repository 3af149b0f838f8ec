package io.operatormetrics.server.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.stream.ChunkedInput;

import java.util.List;

/**
 * A body cut into pieces that are written only as fast as the client takes them. Pieces point into the shared bytes, so a slow client
 * costs a few buffers and not a copy of the exposition.
 */
final class BodyPieces implements ChunkedInput<HttpContent> {

    static final int PIECE = 64 * 1024;

    private final List<byte[]> parts;
    private final long length;
    private int part;
    private int offset;
    private long progress;
    private boolean lastSent;

    BodyPieces(HttpAnswer answer) {
        this.parts = answer.body();
        this.length = answer.length();
    }

    @Override
    public HttpContent readChunk(ByteBufAllocator allocator) {
        while (part < parts.size() && offset == parts.get(part).length) {
            part++;
            offset = 0;
        }
        if (part == parts.size()) {
            lastSent = true;
            return LastHttpContent.EMPTY_LAST_CONTENT;
        }
        byte[] bytes = parts.get(part);
        int size = Math.min(PIECE, bytes.length - offset);
        HttpContent piece = content(bytes, size);
        offset += size;
        return piece;
    }

    private HttpContent content(byte[] bytes, int size) {
        progress += size;
        lastSent = progress == length;
        return lastSent
                ? new DefaultLastHttpContent(Unpooled.wrappedBuffer(bytes, offset, size))
                : new DefaultHttpContent(Unpooled.wrappedBuffer(bytes, offset, size));
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // the interface asks for both
    public HttpContent readChunk(ChannelHandlerContext ctx) {
        return readChunk(ctx.alloc());
    }

    @Override
    public boolean isEndOfInput() {
        return lastSent;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public long progress() {
        return progress;
    }

    @Override
    public void close() {}
}
