/** The embeddable metrics server. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"
}) // client_java's modules have no descriptor, but fixed names.
module io.operatormetrics.server {
    requires transitive io.netty.buffer;
    requires io.netty.codec;
    requires transitive io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires transitive io.netty.transport;
    requires transitive io.operatormetrics.tls;
    requires io.prometheus.metrics.config;
    requires io.prometheus.metrics.core;
    requires io.prometheus.metrics.expositionformats;
    requires io.prometheus.writer.text;
    requires transitive io.prometheus.metrics.model;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.operatormetrics.server;
    exports io.operatormetrics.server.exposition;
    exports io.operatormetrics.server.http;
    exports io.operatormetrics.server.settings;
}
