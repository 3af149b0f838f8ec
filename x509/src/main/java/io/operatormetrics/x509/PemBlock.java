package io.operatormetrics.x509;

import java.util.Arrays;
import java.util.Objects;

/** One {@code -----BEGIN label-----} block, decoded. {@code toString} names the label only. */
public final class PemBlock {
    private final String label;
    private final boolean encrypted;
    private final byte[] der;

    PemBlock(String label, boolean encrypted, byte[] der) {
        this.label = Objects.requireNonNull(label);
        this.encrypted = encrypted;
        this.der = der.clone();
    }

    /** For instance {@code CERTIFICATE} or {@code EC PRIVATE KEY} (RFC 7468 section 2). */
    public String label() {
        return label;
    }

    /** Whether a {@code Proc-Type: 4,ENCRYPTED} header (RFC 1421) says that the bytes are encrypted. */
    public boolean encrypted() {
        return encrypted;
    }

    public byte[] der() {
        return der.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PemBlock that
                && label.equals(that.label)
                && encrypted == that.encrypted
                && Arrays.equals(der, that.der);
    }

    @Override
    public int hashCode() {
        return Objects.hash(label, encrypted, Arrays.hashCode(der));
    }

    @Override
    public String toString() {
        return "PEM block " + label;
    }
}
