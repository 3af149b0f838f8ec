package io.operatormetrics.server.http;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class AnswerWriterTest {

    /** Four pieces. */
    private static final byte[] BODY = new byte[4 * BodyPieces.PIECE - BodyPieces.HEAD_ROOM];

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final EmbeddedChannel connection = new EmbeddedChannel(new TellsOfRoom());
    private final AnswerWriter writer =
            new AnswerWriter(connection.pipeline().firstContext(), new BodyPieces(BODY.length, List.of(BODY)));

    AnswerWriterTest() {
        connection.config().setAllocator(allocator);
    }

    @AfterEach
    void leavesNoMemoryBehind() {
        connection.finishAndReleaseAll();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void writesTheWholeAnswerToAClientThatTakesIt() {
        ChannelFuture written = begin();

        assertThat(written.isSuccess()).isTrue();
        assertThat(sent()).hasSize(1 + 4).last().isInstanceOf(LastHttpContent.class);
    }

    @Test
    void makesNoFurtherPieceForAClientThatTakesNone() {
        room(false);
        ChannelFuture written = begin();

        assertThat(sent()).hasSize(1).first().isInstanceOf(HttpResponse.class);
        assertThat(written.isDone()).isFalse();
        assertThat(allocator.metric().usedDirectMemory()).isZero();

        room(true);

        assertThat(sent()).hasSize(4).allMatch(HttpContent.class::isInstance);
        assertThat(written.isSuccess()).isTrue();
    }

    @Test
    void endsWhenTheConnectionClosesInTheMiddle() {
        room(false);
        ChannelFuture written = begin();

        writer.abandon();
        room(true);

        assertThat(written.cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(sent()).as("the head alone").hasSize(1);
    }

    @Test
    void sendsNothingBehindAPieceThatIsLost() {
        connection.pipeline().addFirst(new LosesTheSecondPiece());

        ChannelFuture written = begin();

        assertThat(written.cause()).hasMessage("lost");
        assertThat(sent()).as("head and first piece").hasSize(2);
    }

    private ChannelFuture begin() {
        return writer.begin(new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
    }

    private void room(boolean writable) {
        connection.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
        connection.runPendingTasks();
    }

    private List<Object> sent() {
        List<Object> sent = new ArrayList<>();
        for (Object one = connection.readOutbound(); one != null; one = connection.readOutbound()) {
            ReferenceCountUtil.release(one);
            sent.add(one);
        }
        return sent;
    }

    private final class TellsOfRoom extends ChannelInboundHandlerAdapter {
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (ctx.channel().isWritable()) {
                writer.resume();
            }
        }
    }

    private static final class LosesTheSecondPiece extends ChannelOutboundHandlerAdapter {
        private int pieces;

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof HttpContent && ++pieces == 2) {
                ReferenceCountUtil.release(message);
                promise.setFailure(new IOException("lost"));
            } else {
                ctx.write(message, promise);
            }
        }
    }
}
