package io.operatormetrics.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.ssl.SslHandler;
import io.operatormetrics.benchmarks.BenchmarkFailure;

import javax.net.ssl.SSLSession;

import java.util.concurrent.CompletableFuture;

/** One request whose whole answer is kept. */
final class Fetch implements Connection.Listener {

    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final ByteBuf body = Unpooled.buffer();

    CompletableFuture<Answer> answer() {
        return answer;
    }

    @Override
    public void onReady(Connection connection) {
        connection.send();
    }

    @Override
    public void onBody(ByteBuf part) {
        body.writeBytes(part, part.readerIndex(), part.readableBytes());
    }

    @Override
    public void onAnswer(Connection connection, HttpResponse head, long bodyBytes) {
        SSLSession session =
                connection.channel().pipeline().get(SslHandler.class).engine().getSession();
        String encoding = head.headers().get(HttpHeaderNames.CONTENT_ENCODING, "");
        answer.complete(
                new Answer(head.status().code(), encoding, body, session.getProtocol(), session.getCipherSuite()));
        connection.close();
    }

    @Override
    public void onFailure(BenchmarkFailure failure) {
        answer.completeExceptionally(failure);
    }
}
