package io.operatormetrics.server.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.TimeUnit;

/** One line per request at level debug, under a logger of its own so that it can be had without the rest. */
final class AccessLog {

    private static final Logger log = LoggerFactory.getLogger(AccessLog.class);

    private AccessLog() {}

    /** A request and when it came. */
    record Exchange(HttpRequest request, long startNanos) {}

    static void log(Channel connection, Exchange exchange, FullResponse answer, boolean delivered) {
        if (log.isDebugEnabled()) {
            log.debug(
                    "{} {} {} -> {}, {} bytes, {} ms{}",
                    connection.remoteAddress(),
                    exchange.request().method(),
                    exchange.request().uri().replaceAll("\\p{Cntrl}", "?"),
                    answer.status().code(),
                    answer.length(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - exchange.startNanos()),
                    delivered ? "" : ", not taken");
        }
    }
}
