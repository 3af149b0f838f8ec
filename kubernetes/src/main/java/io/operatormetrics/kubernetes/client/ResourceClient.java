package io.operatormetrics.kubernetes.client;

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
public final class ResourceClient {

    private static final String JSON = "application/json";
    private static final String METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

    private static final int LONGEST_LIST = 500;
    private static final Duration LIST = Duration.ofSeconds(30);

    private final KubernetesHttp api;
    private final String asManager;

    /** @param fieldManager under which changes stand in the objects' managedFields */
    public ResourceClient(KubernetesClient client, String fieldManager) {
        this.api = new KubernetesHttp(client);
        this.asManager = "?fieldManager=" + URLEncoder.encode(fieldManager, StandardCharsets.UTF_8);
    }

    /** The object whole; a failure of kind NOT_FOUND when it is not there. */
    public <T> T get(GroupVersionResource resource, NamespacedName key, Class<T> type)
            throws ApiException, InterruptedException {
        return KubernetesJson.document(api.get(path(resource, key), JSON), type);
    }

    /** The object whole, if there is one of that name; needs the right to list it, as watching it does. */
    public <T extends KubernetesObject> Optional<T> find(
            GroupVersionResource resource, NamespacedName key, Class<T> type)
            throws ApiException, InterruptedException {
        return list(ResourceQuery.named(resource, key, type), 1).stream()
                .filter(item -> item.key().equals(key))
                .findFirst();
    }

    /** Of that object the metadata alone, if there is one of that name; needs the same right. */
    public Optional<Unstructured> findMetadata(GroupVersionResource resource, NamespacedName key)
            throws ApiException, InterruptedException {
        ResourceQuery<Unstructured> resourceQuery =
                ResourceQuery.named(resource, key, Unstructured.class).metadataOnly();
        return list(resourceQuery, LONGEST_LIST).stream()
                .filter(item -> item.key().equals(key))
                .findFirst();
    }

    /** A selection of few objects: 500 of them at most. A failure when one of them cannot be read. */
    public <T extends KubernetesObject> List<T> list(ResourceQuery<T> resourceQuery)
            throws ApiException, InterruptedException {
        return list(resourceQuery, LONGEST_LIST);
    }

    private <T extends KubernetesObject> List<T> list(ResourceQuery<T> resourceQuery, int limit)
            throws ApiException, InterruptedException {
        List<T> found = new ArrayList<>();
        PageReader<T> reader = new PageReader<>(resourceQuery, new PageReader.Receiver<T>() {
            @Override
            public void readable(T object) {
                found.add(object);
            }

            @Override
            public void unreadable(UnreadableObject object) throws ApiException {
                throw object.why();
            }
        });
        String path = resourceQuery.listPath(limit, "");
        try (ResponseBody body = api.list(path, resourceQuery.form().listAccept(), Deadline.in(LIST))) {
            PageReader.Page _ = reader.read(body);
        }
        return found;
    }

    /** A failure of kind CONFLICT when one of that name exists. */
    public Unstructured create(GroupVersionResource resource, Unstructured object)
            throws ApiException, InterruptedException {
        return send("POST", resource.path(object.key().namespace()) + asManager, JSON, object.json());
    }

    /** Fails as {@link #create} would, with CONFLICT too, and creates nothing. */
    public void tryCreate(GroupVersionResource resource, Unstructured object)
            throws ApiException, InterruptedException {
        send("POST", resource.path(object.key().namespace()) + asManager + "&dryRun=All", JSON, object.json());
    }

    /** Applies what it holds, taking its fields over from other managers. With a uid in its metadata it creates nothing. */
    public Unstructured apply(GroupVersionResource resource, Unstructured object)
            throws ApiException, InterruptedException {
        return send(
                "PATCH",
                path(resource, object.key()) + asManager + "&force=true",
                "application/apply-patch+yaml",
                object.json());
    }

    /** Replaces it; a failure of kind CONFLICT when its resourceVersion is not the object's present one. */
    public Unstructured update(GroupVersionResource resource, Unstructured object)
            throws ApiException, InterruptedException {
        return send("PUT", path(resource, object.key()) + asManager, JSON, object.json());
    }

    /** Replaces its status alone, on the same condition. */
    public Unstructured updateStatus(GroupVersionResource resource, Unstructured object)
            throws ApiException, InterruptedException {
        return send("PUT", path(resource, object.key()) + "/status" + asManager, JSON, object.json());
    }

    /** Changes it by operations of RFC 6902. */
    public Unstructured patch(GroupVersionResource resource, NamespacedName key, JsonNode operations)
            throws ApiException, InterruptedException {
        return send("PATCH", path(resource, key) + asManager, "application/json-patch+json", operations);
    }

    /** Changes it by a merge patch (RFC 7386), which replaces lists whole; with a resourceVersion in it on the condition of {@link #update}. */
    public Unstructured merge(GroupVersionResource resource, NamespacedName key, JsonNode patch)
            throws ApiException, InterruptedException {
        return send("PATCH", path(resource, key) + asManager, "application/merge-patch+json", patch);
    }

    /** Deletes that object and no other of its name, and only if it is as it was seen; else a failure of kind CONFLICT. */
    public void delete(GroupVersionResource resource, Unstructured seen) throws ApiException, InterruptedException {
        JsonNode options = KubernetesJson.tree(
                Map.of("preconditions", Map.of("uid", seen.uid(), "resourceVersion", seen.version())));
        api.send("DELETE", path(resource, seen.key()), JSON, options.toString(), METADATA);
    }

    private Unstructured send(String method, String path, String contentType, JsonNode body)
            throws ApiException, InterruptedException {
        return KubernetesJson.document(
                api.send(method, path, contentType, body.toString(), METADATA), Unstructured.class);
    }

    private static String path(GroupVersionResource resource, NamespacedName key) {
        return resource.path(key.namespace()) + "/" + key.name();
    }
}
