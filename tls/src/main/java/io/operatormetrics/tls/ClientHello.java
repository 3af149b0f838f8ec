package io.operatormetrics.tls;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a client offers when it begins a handshake, as far as it is judged before the TLS implementation does (RFC 8446 section 4.1.2).
 *
 * @param versions on the wire: 0x0303 is TLS 1.2, 0x0304 TLS 1.3
 * @param signatureSchemes of which the server's signature must be one (section 4.2.3); empty where the client names none
 * @param applicationProtocols of ALPN (RFC 7301); empty where the client does not use it
 */
record ClientHello(
        List<Integer> versions, List<Integer> signatureSchemes, Optional<List<String>> applicationProtocols) {
    static final int TLS_1_2 = 0x0303;
    static final int TLS_1_3 = 0x0304;

    private static final int RANDOM_LENGTH = 32;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int ALPN = 16;
    private static final int SUPPORTED_VERSIONS = 43;

    /**
     * Reads the body of the handshake message, without its type and length. Empty where it is malformed, which is for the TLS
     * implementation to refuse.
     */
    static Optional<ClientHello> parse(ByteBuf body) {
        try {
            return Optional.of(read(body));
        } catch (IndexOutOfBoundsException malformed) {
            return Optional.empty();
        }
    }

    private static ClientHello read(ByteBuf in) {
        int legacyVersion = in.readUnsignedShort();
        in.skipBytes(RANDOM_LENGTH);
        in.skipBytes(in.readUnsignedByte()); // session id
        in.skipBytes(in.readUnsignedShort()); // cipher suites
        in.skipBytes(in.readUnsignedByte()); // compression methods
        List<Integer> versions = List.of(Math.min(legacyVersion, TLS_1_2));
        List<Integer> schemes = List.of();
        Optional<List<String>> protocols = Optional.empty();
        ByteBuf extensions = in.isReadable() ? in.readSlice(in.readUnsignedShort()) : in;
        while (extensions.isReadable()) {
            int type = extensions.readUnsignedShort();
            ByteBuf extension = extensions.readSlice(extensions.readUnsignedShort());
            switch (type) {
                case SIGNATURE_ALGORITHMS -> schemes = list(shortLength(extension), ByteBuf::readUnsignedShort);
                case ALPN -> protocols = Optional.of(list(shortLength(extension), ClientHello::text));
                case SUPPORTED_VERSIONS -> versions = list(byteLength(extension), ByteBuf::readUnsignedShort);
                default -> {} // judged by the TLS implementation
            }
        }
        return new ClientHello(versions, schemes, protocols);
    }

    private static ByteBuf shortLength(ByteBuf in) {
        return in.readSlice(in.readUnsignedShort());
    }

    private static ByteBuf byteLength(ByteBuf in) {
        return in.readSlice(in.readUnsignedByte());
    }

    private static String text(ByteBuf in) {
        return byteLength(in).toString(StandardCharsets.ISO_8859_1);
    }

    private static <T> List<T> list(ByteBuf in, Function<ByteBuf, T> element) {
        List<T> elements = new ArrayList<>();
        while (in.isReadable()) {
            elements.add(element.apply(in));
        }
        return List.copyOf(elements);
    }
}
