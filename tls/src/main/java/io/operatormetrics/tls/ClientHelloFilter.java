package io.operatormetrics.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DateFormatter;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Reads the first bytes of a connection before TLS does, for what no TLS implementation here answers as it should: a request in plain
 * HTTP gets one line that says so, and a client that {@link ClientHelloCheck} refuses gets its alert. Everything else, malformed bytes
 * above all, is passed on unchanged, and this handler removes itself.
 */
final class ClientHelloFilter extends ByteToMessageDecoder {
    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE_HEADER = 4;
    private static final int HANDSHAKE_RECORD = 22;
    private static final int CLIENT_HELLO = 1;

    /** The longest ClientHello that is looked into; BoringSSL takes none that is longer. */
    private static final int LONGEST_HELLO = 16 * 1024;

    /** In records, which may be as short as the client likes. */
    private static final int MOST_BYTES = 2 * LONGEST_HELLO;

    /** How long a client that was answered in plain HTTP may go on sending; closing at once would lose the answer on its way. */
    private static final long LINGER_MILLIS = 1_000;

    private final ClientHelloCheck check;
    private final HandshakeWatch watch;
    private final Clock clock;
    private boolean seen;
    private boolean refused;

    ClientHelloFilter(ClientHelloCheck check, HandshakeWatch watch, Clock clock) {
        this.check = check;
        this.watch = watch;
        this.clock = clock;
    }

    /** Whether the peer has sent a byte. */
    boolean hasSeenBytes() {
        return seen;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        seen = true;
        if (refused) {
            in.skipBytes(in.readableBytes());
        } else if (in.readableBytes() < RECORD_HEADER) {
            return;
        } else if (beginsLikeHttp(in)) {
            answerInPlainHttp(ctx, in);
        } else {
            inspect(ctx, in);
        }
    }

    /** No TLS record begins with a letter, and every method of HTTP does. */
    private static boolean beginsLikeHttp(ByteBuf in) {
        byte first = in.getByte(in.readerIndex());
        return first >= 'A' && first <= 'Z';
    }

    private void inspect(ChannelHandlerContext ctx, ByteBuf in) {
        ByteBuf message = Unpooled.buffer(0, LONGEST_HELLO + HANDSHAKE_HEADER);
        int at = in.readerIndex();
        while (in.writerIndex() - at >= RECORD_HEADER && in.getUnsignedByte(at) == HANDSHAKE_RECORD) {
            int length = in.getUnsignedShort(at + 3);
            at += RECORD_HEADER;
            int available = Math.min(length, in.writerIndex() - at);
            if (length == 0 || message.readableBytes() + available > LONGEST_HELLO + HANDSHAKE_HEADER) {
                ctx.pipeline().remove(this);
                return;
            }
            message.writeBytes(in, at, available);
            at += available;
        }
        if (message.readableBytes() >= HANDSHAKE_HEADER
                && message.getUnsignedByte(0) == CLIENT_HELLO
                && message.readableBytes() - HANDSHAKE_HEADER >= message.getUnsignedMedium(1)) {
            ClientHello.parse(message.slice(HANDSHAKE_HEADER, message.getUnsignedMedium(1)))
                    .map(check::alert)
                    .orElse(OptionalInt.empty())
                    .ifPresentOrElse(
                            alert -> refuse(ctx, in, alert),
                            () -> ctx.pipeline().remove(this));
        } else if (!mayBecomeAHello(in, at, message)) {
            ctx.pipeline().remove(this);
        }
    }

    /** Whether more bytes can make it a ClientHello that is to be looked into. */
    private static boolean mayBecomeAHello(ByteBuf in, int at, ByteBuf message) {
        boolean nextIsHandshake = at == in.writerIndex() || in.getUnsignedByte(at) == HANDSHAKE_RECORD;
        boolean isHello = message.readableBytes() == 0 || message.getUnsignedByte(0) == CLIENT_HELLO;
        boolean isShort = message.readableBytes() < HANDSHAKE_HEADER || message.getUnsignedMedium(1) <= LONGEST_HELLO;
        return nextIsHandshake && isHello && isShort && in.readableBytes() < MOST_BYTES;
    }

    private void refuse(ChannelHandlerContext ctx, ByteBuf in, int alert) {
        refused = true;
        in.skipBytes(in.readableBytes());
        watch.refused(ctx, HandshakeFailure.NO_COMMON_PARAMETERS, "alert " + alert);
        // A record of type alert, level fatal (RFC 8446 section 6); nothing is encrypted yet.
        byte[] record = {21, 3, 3, 0, 2, 2, (byte) alert};
        ctx.writeAndFlush(Unpooled.wrappedBuffer(record)).addListener(sent -> close(ctx));
    }

    private void answerInPlainHttp(ChannelHandlerContext ctx, ByteBuf in) {
        refused = true;
        boolean withoutBody = in.toString(in.readerIndex(), RECORD_HEADER, StandardCharsets.US_ASCII)
                .equals("HEAD ");
        in.skipBytes(in.readableBytes());
        watch.refused(ctx, HandshakeFailure.OTHER, "a request in plain HTTP");
        byte[] answer = plainHttpAnswer(withoutBody).getBytes(StandardCharsets.US_ASCII);
        ctx.writeAndFlush(Unpooled.wrappedBuffer(answer)).addListener(sent -> {
            if (ctx.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
            ctx.executor().schedule(() -> close(ctx), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    private static void close(ChannelHandlerContext ctx) {
        ctx.close();
    }

    private String plainHttpAnswer(boolean withoutBody) {
        String line = "bad request (expected: HTTPS on this port)\n";
        return "HTTP/1.1 400 Bad Request\r\n"
                + "Date: " + DateFormatter.format(Date.from(clock.instant())) + "\r\n"
                + "Content-Type: text/plain; charset=utf-8\r\n"
                + "Content-Length: " + line.length() + "\r\n"
                + "Connection: close\r\n\r\n"
                + (withoutBody ? "" : line);
    }
}
