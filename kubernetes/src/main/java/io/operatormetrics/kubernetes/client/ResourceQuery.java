package io.operatormetrics.kubernetes.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Which objects are listed and watched, and in which form.
 *
 * @param namespace empty for all
 * @param labels a label selector; empty for none
 * @param fields a field selector; empty for none
 * @param type the record that an object is read into
 */
public record ResourceQuery<T extends KubernetesObject>(
        GroupVersionResource resource, String namespace, String labels, String fields, Form form, Class<T> type) {

    /** As API servers write it, kind first. An error is a Status, and a bookmark says what it is for. */
    private static final Pattern WHOLE_EVENT = Pattern.compile(
            "^\\{\"type\":\"(ADDED|MODIFIED|DELETED)\",\"object\":\\{\"kind\":\"(?!PartialObjectMetadata\")");

    /** How much of an object the API server is asked for. */
    public enum Form {
        /** The object. */
        WHOLE("application/json", "application/json"),
        /** Its metadata only, with nothing to fall back to: a server that cannot do that answers 406. */
        METADATA(
                "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
                "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");

        private final String listAccept;
        private final String watchAccept;

        Form(String listAccept, String watchAccept) {
            this.listAccept = listAccept;
            this.watchAccept = watchAccept;
        }

        public String listAccept() {
            return listAccept;
        }

        public String watchAccept() {
            return watchAccept;
        }
    }

    /** All objects of a kind, whole. */
    public static <T extends KubernetesObject> ResourceQuery<T> all(GroupVersionResource resource, Class<T> type) {
        return new ResourceQuery<>(resource, "", "", "", Form.WHOLE, type);
    }

    /** The one object of that name; permissions that name it in {@code resourceNames} are enough. */
    public static <T extends KubernetesObject> ResourceQuery<T> named(
            GroupVersionResource resource, NamespacedName key, Class<T> type) {
        return new ResourceQuery<>(resource, key.namespace(), "", "metadata.name=" + key.name(), Form.WHOLE, type);
    }

    /** The same objects, but their metadata only. */
    public ResourceQuery<T> metadataOnly() {
        return new ResourceQuery<>(resource, namespace, labels, fields, Form.METADATA, type);
    }

    /** Only the objects of that namespace. */
    public ResourceQuery<T> inNamespace(String namespace) {
        return new ResourceQuery<>(resource, namespace, labels, fields, form, type);
    }

    /** Only the objects that this label selector selects. */
    public ResourceQuery<T> labelled(String selector) {
        return new ResourceQuery<>(resource, namespace, selector, fields, form, type);
    }

    /**
     * Checks how a list says that it is, which it does before it shows an object. Proxies that drop our Accept header get whole objects.
     *
     * @throws ApiException when they come whole although metadata was asked for
     */
    void checkListKind(String kind) throws ApiException {
        if (form == Form.METADATA && !kind.equals("PartialObjectMetadataList")) {
            throw refusal(Optional.empty());
        }
    }

    /** The same for the event of a watch, of which this is the beginning. */
    public void checkEvent(byte[] start) throws ApiException {
        if (form == Form.METADATA && WHOLE_EVENT.matcher(latin1(start)).find()) {
            throw refusal(Optional.empty());
        }
    }

    /** The failure that data is which nobody asked for. */
    ApiException refusal(Optional<NamespacedName> key) {
        return new ApiException(
                ApiException.Kind.UNWANTED_DATA,
                "the API server sent " + key.map(one -> "data of " + one).orElse("whole objects")
                        + " although only metadata was requested; refused unread (does a proxy drop the Accept header?)");
    }

    private static String latin1(byte[] start) {
        return new String(start, 0, Math.min(start.length, 256), StandardCharsets.ISO_8859_1);
    }

    public String listPath(int limit, String continueToken) {
        StringJoiner query = query().add("limit=" + limit);
        return path() + (continueToken.isEmpty() ? query : query.add("continue=" + encode(continueToken)));
    }

    public String watchPath(String resourceVersion, long timeoutSeconds) {
        StringJoiner query =
                query().add("watch=true").add("allowWatchBookmarks=true").add("timeoutSeconds=" + timeoutSeconds);
        return path() + (resourceVersion.isEmpty() ? query : query.add("resourceVersion=" + encode(resourceVersion)));
    }

    private String path() {
        return resource.path(namespace);
    }

    private StringJoiner query() {
        StringJoiner query = new StringJoiner("&", "?", "");
        if (!labels.isEmpty()) {
            query.add("labelSelector=" + encode(labels));
        }
        if (!fields.isEmpty()) {
            query.add("fieldSelector=" + encode(fields));
        }
        return query;
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** The selection for people: {@code secrets kube-system/ca}. */
    @Override
    public String toString() {
        String what = resource.qualifiedName();
        if (!fields.isEmpty()) {
            return what + " " + new NamespacedName(namespace, fields.substring(fields.indexOf('=') + 1));
        }
        return labels.isEmpty() ? what : what + " labelled " + labels;
    }
}
