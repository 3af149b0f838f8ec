package io.operatormetrics.kubernetes.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Reads objects one after the other from one place of a document, and knows which one it is at even where the object cannot be read into its
 * record. Refuses data that must not enter the process at its name, before its value is decoded.
 */
final class ObjectParser extends JsonParserDelegate {

    private final boolean metadataOnly;
    private final LongSupplier position;
    private static final int NOWHERE = -1;

    /** How deep what the objects stand in is nested. */
    private int around = NOWHERE;

    private long begin;
    private @Nullable String name;
    private @Nullable String namespace;
    private boolean refused;

    /** Says so where databind does not know it from a defect of the document. */
    private static final class Refused extends JsonProcessingException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /** @param position how many bytes were read, of which the parser may have looked at a few thousand less */
    ObjectParser(JsonParser parser, ResourceQuery.Form form, LongSupplier position) {
        super(parser);
        this.metadataOnly = form == ResourceQuery.Form.METADATA;
        this.position = position;
    }

    /** The next object begins; called inside of what it stands in. */
    void begin() {
        around = depth();
        begin = position.getAsLong();
        name = null;
        namespace = null;
    }

    /** No object follows. */
    void end() {
        around = NOWHERE;
    }

    private int depth() {
        return delegate.getParsingContext().getNestingDepth();
    }

    /** Of the object that was begun, as far as it was read. */
    Optional<NamespacedName> key() {
        return name == null
                ? Optional.empty()
                : Optional.of(new NamespacedName(namespace == null ? "" : namespace, name));
    }

    /** Whether the server sent data although metadata was asked for. */
    boolean isRefused() {
        return refused;
    }

    /** Goes on behind what is left of the object. */
    void skipObject() throws IOException {
        while (depth() > around) {
            if (delegate.nextToken() == null) {
                return;
            }
        }
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
        JsonToken token = delegate.nextToken();
        if (around == NOWHERE) {
            return token;
        }
        if (token == JsonToken.FIELD_NAME && depth() == around + 1) {
            checkMember(delegate.currentName());
        } else if (token == JsonToken.VALUE_STRING && depth() == around + 2) {
            noteIfMetadata(delegate.getParsingContext());
        }
        if (position.getAsLong() - begin > ResponseBody.DOCUMENT) {
            throw new Refused("longer than " + (ResponseBody.DOCUMENT >> 20) + " MiB");
        }
        return token;
    }

    private void checkMember(String member) throws Refused {
        if (metadataOnly && (member.equals("data") || member.equals("stringData"))) {
            refused = true;
            throw new Refused("data that was not requested");
        }
    }

    private void noteIfMetadata(JsonStreamContext context) throws IOException {
        if (!"metadata".equals(context.getParent().getCurrentName())) {
            return;
        }
        switch (String.valueOf(context.getCurrentName())) {
            case "name" -> name = delegate.getText();
            case "namespace" -> namespace = delegate.getText();
            default -> {}
        }
    }
}
