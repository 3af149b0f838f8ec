package io.operatormetrics.x509;

import java.nio.charset.StandardCharsets;

/** PEM of files and Secrets: certificates or a key, or a refusal that quotes none of it. */
public final class PemFuzz {
    private static final int LONGEST_MESSAGE = 1000;

    private PemFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String pem = new String(input, StandardCharsets.ISO_8859_1);
        parse(pem, Certificates::parse);
        parse(pem, Certificates::parseBesideKey);
        parse(pem, PrivateKeys::parse);
    }

    private interface Parser {
        Object parse(String origin, String pem) throws X509Exception;
    }

    private static void parse(String pem, Parser parser) {
        try {
            parser.parse("input", pem);
        } catch (X509Exception refused) {
            String message = String.valueOf(refused.getMessage());
            if (!message.startsWith("input") || message.length() > LONGEST_MESSAGE) {
                throw new AssertionError(message, refused);
            }
        }
    }
}
