package io.operatormetrics.server.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** Bytes of a connection in plain HTTP, in two pieces: each answer is whole and none is a 500. */
public final class RequestFuzz {
    private static final Pattern ANSWERS =
            Pattern.compile("(?s)(HTTP/1\\.1 (100|200|400|404|405|413|417|431|501|505) .*)?");

    /** What a connection says of a defect before it closes: it throws nothing. */
    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();

    static {
        Logger logger = (Logger) LoggerFactory.getLogger(RequestHandler.class);
        logger.setLevel(Level.WARN);
        logger.addAppender(LOG);
        LOG.start();
    }

    private static final Router ROUTER = new Router(
            Map.of(
                    "/metrics",
                    query -> CompletableFuture.completedStage(FullResponse.lines(HttpResponseStatus.OK, query.path()))),
            reason -> {});

    private RequestFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        ChannelHandler setup = new ConnectionSetup(
                new Transport.Plain(),
                ServerLimits.STANDARD,
                ROUTER,
                Clock.systemUTC(),
                new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE));
        EmbeddedChannel channel = new EmbeddedChannel(setup);
        try {
            int half = input.length / 2;
            send(channel, Unpooled.wrappedBuffer(input, 0, half));
            send(channel, Unpooled.wrappedBuffer(input, half, input.length - half));
            StringBuilder answers = new StringBuilder();
            for (Object part; (part = channel.readOutbound()) != null; ) {
                ByteBuf bytes = (ByteBuf) part;
                answers.append(bytes.toString(StandardCharsets.ISO_8859_1));
                bytes.release();
            }
            if (!ANSWERS.matcher(answers).matches() || answers.indexOf("HTTP/1.1 500") >= 0) {
                throw new AssertionError(answers);
            }
            if (!LOG.list.isEmpty()) {
                ILoggingEvent defect = LOG.list.removeFirst();
                throw new AssertionError(
                        defect.getFormattedMessage() + ThrowableProxyUtil.asString(defect.getThrowableProxy()));
            }
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    private static void send(EmbeddedChannel channel, ByteBuf bytes) {
        if (channel.isOpen()) {
            channel.writeInbound(bytes);
            channel.runPendingTasks();
        } else {
            bytes.release();
        }
    }
}
