package io.operatormetrics.x509;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;

/**
 * The text form of certificates and keys (RFC 7468). Strict inside a block, so that a half-written file is never taken for a whole one;
 * text between blocks, as {@code openssl x509 -text} writes it, and any line ending are fine.
 */
public final class Pem {
    /** Longest text looked at, in characters. A Secret or ConfigMap cannot be longer. */
    public static final int MAX_LENGTH = 1 << 20;

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    /** As editors of Windows write it; the second is how it looks where the bytes of UTF-8 were read as ISO 8859-1. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final String BYTE_ORDER_MARK_IN_LATIN_1 = "\u00EF\u00BB\u00BF";

    private Pem() {}

    /**
     * The blocks of a text, at least one.
     *
     * @param origin where the text was read, for messages
     * @throws X509Exception when there is none, or one is not whole
     */
    public static List<PemBlock> decode(String origin, String text) throws X509Exception {
        if (text.isBlank()) {
            throw new X509Exception(origin, "empty", "PEM");
        }
        if (text.length() > MAX_LENGTH) {
            throw new X509Exception(origin, text.length() + " characters", "PEM of at most " + MAX_LENGTH);
        }
        if (text.startsWith(BYTE_ORDER_MARK) || text.startsWith(BYTE_ORDER_MARK_IN_LATIN_1)) {
            throw new X509Exception(origin, "text that begins with a byte order mark", "PEM in ASCII, without one");
        }
        List<PemBlock> blocks = new ArrayList<>();
        Iterator<String> lines = text.lines().map(String::strip).iterator();
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith(BEGIN)) {
                blocks.add(decodeBlock(origin, label(origin, line, BEGIN), lines));
            } else if (line.startsWith(END)) {
                String label = label(origin, line, END);
                throw new X509Exception(
                        origin, "end of a block " + label + " without its beginning", "whole PEM blocks");
            }
        }
        if (blocks.isEmpty()) {
            throw new X509Exception(origin, "text without a PEM block", "a line -----BEGIN …-----");
        }
        return List.copyOf(blocks);
    }

    /** One block, with lines of 64 characters that end in a line feed. */
    public static String encode(String label, byte[] der) {
        byte[] lineFeed = {'\n'};
        String body = Base64.getMimeEncoder(64, lineFeed).encodeToString(der);
        return BEGIN + label + DASHES + "\n" + body + "\n" + END + label + DASHES + "\n";
    }

    private static PemBlock decodeBlock(String origin, String label, Iterator<String> lines) throws X509Exception {
        StringBuilder base64 = new StringBuilder();
        boolean encrypted = false;
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith(END)) {
                String endLabel = label(origin, line, END);
                if (!endLabel.equals(label)) {
                    throw new X509Exception(origin, "block " + label + " ended as " + endLabel, "END " + label);
                }
                return new PemBlock(label, encrypted, decodeBody(origin, label, encrypted, base64.toString()));
            }
            if (line.startsWith(DASHES)) {
                break;
            }
            // Headers (RFC 1421 section 4.4) come before the data; a colon is not of the base64 alphabet.
            if (line.indexOf(':') >= 0 && base64.isEmpty()) {
                encrypted |= line.startsWith("Proc-Type:") && line.endsWith("ENCRYPTED");
            } else {
                base64.append(line);
            }
        }
        throw new X509Exception(origin, "block " + label + " without its end", "whole PEM blocks; is it half-written?");
    }

    private static byte[] decodeBody(String origin, String label, boolean encrypted, String base64)
            throws X509Exception {
        // The headers of an encrypted block go over several lines; nobody decodes what follows them.
        if (encrypted) {
            return new byte[0];
        }
        try {
            byte[] der = Base64.getDecoder().decode(base64.getBytes(StandardCharsets.ISO_8859_1));
            if (der.length > 0) {
                return der;
            }
        } catch (IllegalArgumentException notBase64) {
            // Its message quotes a character of what may be a key.
            throw new X509Exception(origin, "block " + label + " with a body that is not base64", "base64 lines");
        }
        throw new X509Exception(origin, "block " + label + " with an empty body", "base64 lines");
    }

    private static String label(String origin, String line, String prefix) throws X509Exception {
        String label = line.length() >= prefix.length() + DASHES.length() && line.endsWith(DASHES)
                ? line.substring(prefix.length(), line.length() - DASHES.length())
                : "";
        // Labels are printed, so that nothing but a label gets through.
        if (!label.matches("[A-Z0-9]+([ -][A-Z0-9]+)*") || label.length() > 64) {
            throw new X509Exception(origin, "a malformed " + prefix.strip() + " line", prefix + "LABEL-----");
        }
        return label;
    }
}
