package io.operatormetrics.benchmarks.load;

import io.netty.buffer.ByteBuf;

/**
 * A whole answer, for looking into.
 *
 * @param contentEncoding empty when there is none
 * @param body on the heap; as it came, compressed when it was
 * @param protocol {@code TLSv1.3}
 * @param cipherSuite IANA name
 */
public record Answer(int status, String contentEncoding, ByteBuf body, String protocol, String cipherSuite) {}
