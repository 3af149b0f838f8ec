package io.operatormetrics.operator.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;

import java.io.IOException;

/** Stands for a member whose value must not enter the process: it is skipped without being decoded, only its presence is known. */
@JsonDeserialize(using = Unread.Skip.class)
public record Unread() {

    static final class Skip extends StdDeserializer<Unread> {
        private static final long serialVersionUID = 1;

        Skip() {
            super(Unread.class);
        }

        @Override
        public Unread deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            parser.skipChildren();
            return new Unread();
        }
    }
}
