package io.operatormetrics.x509;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The files that {@code pem/make.sh} made with the real openssl. */
final class Fixtures {
    private Fixtures() {}

    static String pem(String name) {
        try (InputStream in = Fixtures.class.getResourceAsStream("/pem/" + name + ".pem")) {
            if (in == null) {
                throw new IllegalArgumentException("no fixture " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
