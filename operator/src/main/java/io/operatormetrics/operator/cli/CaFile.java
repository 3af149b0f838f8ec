package io.operatormetrics.operator.cli;

import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.Pem;
import io.operatormetrics.x509.X509Exception;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/** A file with the certificates to trust, as a user names it. */
record CaFile(Path path) {

    /**
     * All that it holds.
     *
     * @throws X509Exception when it cannot be read, or holds anything but certificates; a private key above all
     */
    List<X509Certificate> certificates() throws X509Exception {
        return Certificates.parse(path.toString(), text());
    }

    /** Reads no more than is needed to see that it is too long: it could be a device. */
    private String text() throws X509Exception {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(Pem.MAX_LENGTH + 1), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new X509Exception(path.toString(), "cannot be read", "a file of PEM certificates");
        }
    }
}
