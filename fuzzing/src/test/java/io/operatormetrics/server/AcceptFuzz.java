package io.operatormetrics.server;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Accept and Accept-Encoding, of which something is chosen whatever they say. */
public final class AcceptFuzz {

    private AcceptFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        List<String> values =
                new String(input, StandardCharsets.ISO_8859_1).lines().toList();
        if (Negotiation.format(values) == null || Negotiation.coding(values) == null) {
            throw new AssertionError("nothing chosen");
        }
    }
}
