/** TLS material that is proved before it is served, and replaced while it is. */
module io.operatormetrics.tls {
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.tcnative.classes.openssl;
    requires transitive io.netty.transport;
    requires transitive io.operatormetrics.x509;
    requires java.naming;
    requires org.slf4j;
    requires static org.jspecify;

    exports io.operatormetrics.tls;
}
