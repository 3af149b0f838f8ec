package io.operatormetrics.kubernetes.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Optional;

/**
 * Reads pages of a list as they come: each object is passed on before the next one is read, and members that no record names are skipped
 * without being decoded, so that no page is ever held, however large its objects are.
 */
public final class PageReader<T extends KubernetesObject> {

    /** Gets the objects in their order. */
    public interface Receiver<T> {
        void readable(T object) throws ApiException;

        void unreadable(UnreadableObject object) throws ApiException;
    }

    /**
     * A page that came whole.
     *
     * @param version where the list stands; empty if the server does not say
     * @param next the token for the next page; empty on the last
     */
    public record Page(String version, String next, int objects, long bytes) {}

    private final ResourceQuery<T> resourceQuery;
    private final Receiver<? super T> receiver;
    private int objects;

    public PageReader(ResourceQuery<T> resourceQuery, Receiver<? super T> receiver) {
        this.resourceQuery = resourceQuery;
        this.receiver = receiver;
    }

    /** Reads one page; objects of a page that turns out not to be whole were passed on too. */
    public Page read(ResponseBody body) throws ApiException, InterruptedException {
        int before = objects;
        try (ObjectParser parser = KubernetesJson.parser(body, resourceQuery.form())) {
            KubernetesJson.ListMeta metadata = document(parser, body);
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

    private KubernetesJson.ListMeta document(ObjectParser parser, ResponseBody body)
            throws IOException, ApiException, InterruptedException {
        KubernetesJson.ListMeta metadata = new KubernetesJson.ListMeta(null, null);
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw KubernetesJson.unreadable();
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (member) {
                case "kind" -> resourceQuery.checkListKind(parser.getText());
                case "metadata" -> {
                    if (value == JsonToken.START_OBJECT) {
                        metadata = KubernetesJson.next(parser, KubernetesJson.ListMeta.class);
                    }
                }
                case "items" -> {
                    if (value == JsonToken.START_ARRAY) {
                        items(parser, body);
                    } else if (value != JsonToken.VALUE_NULL) {
                        throw KubernetesJson.unreadable();
                    }
                }
                default -> parser.skipChildren();
            }
        }
        return metadata;
    }

    private void items(ObjectParser parser, ResponseBody body) throws IOException, ApiException, InterruptedException {
        parser.begin();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            objects++;
            item(parser, body);
            parser.begin();
        }
        parser.end();
    }

    private void item(ObjectParser parser, ResponseBody body) throws IOException, ApiException, InterruptedException {
        String place = "item " + objects + " of the list";
        T object;
        try {
            object = KubernetesJson.next(parser, resourceQuery.type());
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
            throws IOException, ApiException, InterruptedException {
        if (body.isBroken()) {
            throw body.failure(why);
        }
        if (parser.isRefused()) {
            throw resourceQuery.refusal(parser.key());
        }
        if (!KubernetesJson.isOnlyOfObject(why)) {
            throw KubernetesJson.unreadable();
        }
        parser.skipObject();
        receiver.unreadable(UnreadableObject.of(parser.key(), place, KubernetesJson.member(why)));
    }

    /** Records are made of what the JSON has, whatever their components say. */
    public static boolean hasName(@Nullable KubernetesObject object) {
        if (object == null) {
            return false;
        }
        KubernetesObject.@Nullable Metadata metadata = object.metadata();
        @Nullable String name = metadata == null ? null : metadata.name();
        return name != null && !name.isEmpty();
    }
}
