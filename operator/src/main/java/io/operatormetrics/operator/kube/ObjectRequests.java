package io.operatormetrics.operator.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and changes single objects. Blocking; nothing is tried twice. Of what was changed only the metadata is asked back, so that no
 * answer brings a key into the process.
 */
public final class ObjectRequests {

    private static final String JSON = "application/json";
    private static final String METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

    private static final int LONGEST_LIST = 500;
    private static final Duration LIST = Duration.ofSeconds(30);

    private final ApiCalls api;
    private final String asManager;

    /** @param fieldManager under which changes stand in the objects' managedFields */
    public ObjectRequests(KubernetesClient client, String fieldManager) {
        this.api = new ApiCalls(client);
        this.asManager = "?fieldManager=" + URLEncoder.encode(fieldManager, StandardCharsets.UTF_8);
    }

    /** The object whole; a failure of kind NOT_FOUND when it is not there. */
    public <T> T get(ApiResource resource, ObjectKey key, Class<T> type) throws ApiFailure, InterruptedException {
        return KubeJson.document(api.get(path(resource, key), JSON), type);
    }

    /** The object whole, if there is one of that name; needs the right to list it, as watching it does. */
    public <T extends KubeObject> Optional<T> find(ApiResource resource, ObjectKey key, Class<T> type)
            throws ApiFailure, InterruptedException {
        return list(Selection.named(resource, key, type), 1).stream()
                .filter(item -> item.key().equals(key))
                .findFirst();
    }

    /** Of that object the metadata alone, if there is one of that name; needs the same right. */
    public Optional<ApiObject> findMetadata(ApiResource resource, ObjectKey key)
            throws ApiFailure, InterruptedException {
        Selection<ApiObject> selection =
                Selection.named(resource, key, ApiObject.class).metadataOnly();
        return list(selection, LONGEST_LIST).stream()
                .filter(item -> item.key().equals(key))
                .findFirst();
    }

    /** A selection of few objects: 500 of them at most. A failure when one of them cannot be read. */
    public <T extends KubeObject> List<T> list(Selection<T> selection) throws ApiFailure, InterruptedException {
        return list(selection, LONGEST_LIST);
    }

    private <T extends KubeObject> List<T> list(Selection<T> selection, int limit)
            throws ApiFailure, InterruptedException {
        List<T> found = new ArrayList<>();
        PageReader<T> reader = new PageReader<>(selection, new PageReader.Receiver<T>() {
            @Override
            public void readable(T object) {
                found.add(object);
            }

            @Override
            public void unreadable(UnreadableObject object) throws ApiFailure {
                throw object.why();
            }
        });
        String path = selection.listPath(limit, "");
        try (ResponseBody body = api.list(path, selection.form().listAccept(), Deadline.in(LIST))) {
            PageReader.Page _ = reader.read(body);
        }
        return found;
    }

    /** A failure of kind CONFLICT when one of that name exists. */
    public ApiObject create(ApiResource resource, ApiObject object) throws ApiFailure, InterruptedException {
        return send("POST", resource.path(object.key().namespace()) + asManager, JSON, object.json());
    }

    /** Fails as {@link #create} would, with CONFLICT too, and creates nothing. */
    public void tryCreate(ApiResource resource, ApiObject object) throws ApiFailure, InterruptedException {
        send("POST", resource.path(object.key().namespace()) + asManager + "&dryRun=All", JSON, object.json());
    }

    /** Applies what it holds, taking fields from whoever has them. With a uid in its metadata it creates nothing. */
    public ApiObject apply(ApiResource resource, ApiObject object) throws ApiFailure, InterruptedException {
        return send(
                "PATCH",
                path(resource, object.key()) + asManager + "&force=true",
                "application/apply-patch+yaml",
                object.json());
    }

    /** Replaces it; a failure of kind CONFLICT when its resourceVersion is not the object's present one. */
    public ApiObject update(ApiResource resource, ApiObject object) throws ApiFailure, InterruptedException {
        return send("PUT", path(resource, object.key()) + asManager, JSON, object.json());
    }

    /** Replaces its status alone, on the same condition. */
    public ApiObject updateStatus(ApiResource resource, ApiObject object) throws ApiFailure, InterruptedException {
        return send("PUT", path(resource, object.key()) + "/status" + asManager, JSON, object.json());
    }

    /** Changes it by operations of RFC 6902. */
    public ApiObject patch(ApiResource resource, ObjectKey key, JsonNode operations)
            throws ApiFailure, InterruptedException {
        return send("PATCH", path(resource, key) + asManager, "application/json-patch+json", operations);
    }

    /** Changes it by a merge patch (RFC 7386), which replaces lists whole; with a resourceVersion in it on the condition of {@link #update}. */
    public ApiObject merge(ApiResource resource, ObjectKey key, JsonNode patch)
            throws ApiFailure, InterruptedException {
        return send("PATCH", path(resource, key) + asManager, "application/merge-patch+json", patch);
    }

    /** Deletes that object and no other of its name, and only if it is as it was seen; else a failure of kind CONFLICT. */
    public void delete(ApiResource resource, ApiObject seen) throws ApiFailure, InterruptedException {
        JsonNode options =
                KubeJson.tree(Map.of("preconditions", Map.of("uid", seen.uid(), "resourceVersion", seen.version())));
        api.send("DELETE", path(resource, seen.key()), JSON, options.toString(), METADATA);
    }

    private ApiObject send(String method, String path, String contentType, JsonNode body)
            throws ApiFailure, InterruptedException {
        return KubeJson.document(api.send(method, path, contentType, body.toString(), METADATA), ApiObject.class);
    }

    private static String path(ApiResource resource, ObjectKey key) {
        return resource.path(key.namespace()) + "/" + key.name();
    }
}
