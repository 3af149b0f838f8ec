package io.operatormetrics.x509;

import java.security.GeneralSecurityException;

/**
 * Something read is not what it has to be. The message is for people: it names where the bytes came from, what they hold and what
 * was expected, and never quotes them, for they may be a private key.
 */
public final class X509Exception extends GeneralSecurityException {
    private static final long serialVersionUID = 1L;

    /** The message becomes {@code origin: found (expected: …)}. */
    public X509Exception(String origin, String found, String expected) {
        this(origin + ": " + found + " (expected: " + expected + ")");
    }

    /** No cause is taken: messages of parsers can quote what they parsed. */
    public X509Exception(String message) {
        super(message);
    }
}
