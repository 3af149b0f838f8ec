package io.operatormetrics.server.http;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.operatormetrics.tls.ServerTls;

/** What HTTP is spoken over. */
public sealed interface Transport {

    /** For URLs: {@code http} or {@code https}. */
    String scheme();

    /** Prepares a new connection, before any handler of HTTP is there. False when it must be closed. */
    boolean secure(Channel connection);

    /** Whether a client that is connected has shown a certificate that was verified. */
    boolean provesClients();

    record Plain() implements Transport {
        @Override
        public String scheme() {
            return "http";
        }

        @Override
        public boolean secure(Channel connection) {
            return true;
        }

        @Override
        public boolean provesClients() {
            return false;
        }
    }

    record Tls(ServerTls tls) implements Transport {
        @Override
        public String scheme() {
            return "https";
        }

        /** Looks for itself whether TLS is really in place, so that no defect there can ever turn into plain HTTP. */
        @Override
        public boolean secure(Channel connection) {
            tls.secure(connection);
            return connection.isOpen() && connection.pipeline().get(SslHandler.class) != null;
        }

        @Override
        public boolean provesClients() {
            return tls.verifiesClients();
        }
    }
}
