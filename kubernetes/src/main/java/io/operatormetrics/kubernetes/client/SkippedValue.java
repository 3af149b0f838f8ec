package io.operatormetrics.kubernetes.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;

import java.io.IOException;

/** Stands for a member whose value must not enter the process: it is skipped without being decoded, only its presence is known. */
@JsonDeserialize(using = SkippedValue.Skip.class)
public record SkippedValue() {

    static final class Skip extends StdDeserializer<SkippedValue> {
        private static final long serialVersionUID = 1;

        Skip() {
            super(SkippedValue.class);
        }

        @Override
        public SkippedValue deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            parser.skipChildren();
            return new SkippedValue();
        }
    }
}
