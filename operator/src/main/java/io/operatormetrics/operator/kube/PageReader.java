package io.operatormetrics.operator.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Optional;

/**
 * Reads pages of a list as they come: each object is passed on before the next one is read, and members that no record names are skipped
 * without being decoded, so that no page is ever held, however large its objects are.
 */
final class PageReader<T extends KubeObject> {

    /** Gets the objects in their order. */
    interface Receiver<T> {
        void readable(T object) throws ApiFailure;

        void unreadable(UnreadableObject object) throws ApiFailure;
    }

    /**
     * A page that came whole.
     *
     * @param version where the list stands; empty if the server does not say
     * @param next the token for the next page; empty on the last
     */
    record Page(String version, String next, int objects, long bytes) {}

    private final Selection<T> selection;
    private final Receiver<? super T> receiver;
    private int objects;

    PageReader(Selection<T> selection, Receiver<? super T> receiver) {
        this.selection = selection;
        this.receiver = receiver;
    }

    /** Reads one page; objects of a page that turns out not to be whole were passed on too. */
    Page read(ResponseBody body) throws ApiFailure, InterruptedException {
        int before = objects;
        try (ObjectParser parser = KubeJson.parser(body, selection.form())) {
            KubeJson.ListMeta metadata = document(parser, body);
            body.skipEnd();
            return new Page(
                    metadata.resourceVersion() == null ? "" : metadata.resourceVersion(),
                    metadata.next() == null ? "" : metadata.next(),
                    objects - before,
                    body.count());
        } catch (IOException e) {
            throw body.failure(e);
        }
    }

    private KubeJson.ListMeta document(ObjectParser parser, ResponseBody body)
            throws IOException, ApiFailure, InterruptedException {
        KubeJson.ListMeta metadata = new KubeJson.ListMeta(null, null);
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw KubeJson.unreadable();
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (member) {
                case "kind" -> selection.checkListKind(parser.getText());
                case "metadata" -> {
                    if (value == JsonToken.START_OBJECT) {
                        metadata = KubeJson.next(parser, KubeJson.ListMeta.class);
                    }
                }
                case "items" -> {
                    if (value == JsonToken.START_ARRAY) {
                        items(parser, body);
                    } else if (value != JsonToken.VALUE_NULL) {
                        throw KubeJson.unreadable();
                    }
                }
                default -> parser.skipChildren();
            }
        }
        return metadata;
    }

    private void items(ObjectParser parser, ResponseBody body) throws IOException, ApiFailure, InterruptedException {
        parser.begin();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            objects++;
            item(parser, body);
            parser.begin();
        }
        parser.end();
    }

    private void item(ObjectParser parser, ResponseBody body) throws IOException, ApiFailure, InterruptedException {
        String place = "item " + objects + " of the list";
        T object;
        try {
            object = KubeJson.next(parser, selection.type());
        } catch (JsonProcessingException e) {
            unreadable(parser, body, place, e);
            return;
        }
        if (hasName(object)) {
            receiver.readable(object);
        } else {
            receiver.unreadable(UnreadableObject.of(Optional.empty(), place, "/metadata/name"));
        }
    }

    private void unreadable(ObjectParser parser, ResponseBody body, String place, JsonProcessingException why)
            throws IOException, ApiFailure, InterruptedException {
        if (body.isBroken()) {
            throw body.failure(why);
        }
        if (parser.isRefused()) {
            throw selection.refusal(parser.key());
        }
        if (!KubeJson.isOnlyOfObject(why)) {
            throw KubeJson.unreadable();
        }
        parser.skipObject();
        receiver.unreadable(UnreadableObject.of(parser.key(), place, KubeJson.member(why)));
    }

    /** Records are made of what the JSON has, whatever their components say. */
    static boolean hasName(@Nullable KubeObject object) {
        if (object == null) {
            return false;
        }
        KubeObject.@Nullable Metadata metadata = object.metadata();
        @Nullable String name = metadata == null ? null : metadata.name();
        return name != null && !name.isEmpty();
    }
}
