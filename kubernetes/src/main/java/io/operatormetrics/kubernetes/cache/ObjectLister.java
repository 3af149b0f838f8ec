package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.Deadline;
import io.operatormetrics.kubernetes.client.KubernetesHttp;
import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.kubernetes.client.PageReader;
import io.operatormetrics.kubernetes.client.PageSize;
import io.operatormetrics.kubernetes.client.ResourceQuery;
import io.operatormetrics.kubernetes.client.ResponseBody;
import io.operatormetrics.kubernetes.client.UnreadableObject;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Lists a selection of objects page by page. */
final class ObjectLister<T extends KubernetesObject> {

    private final KubernetesHttp api;
    private final ResourceQuery<T> resourceQuery;
    private final Duration limit;
    private final PageSize pageSize = new PageSize();

    /** @param limit how long a whole list may take */
    ObjectLister(KubernetesHttp api, ResourceQuery<T> resourceQuery, Duration limit) {
        this.api = api;
        this.resourceQuery = resourceQuery;
        this.limit = limit;
    }

    /**
     * Reports every object of the list, and then every one as gone that the list does not hold.
     *
     * @param onPage called after each page
     * @return the resource version to watch from
     */
    String list(KnownObjects<T> objects, Runnable onPage) throws ApiException, InterruptedException {
        Set<NamespacedName> missing = objects.keys();
        Deadline end = Deadline.in(limit);
        PageReader<T> reader = new PageReader<>(resourceQuery, new Receiver<>(objects, missing));
        Set<String> tokens = new HashSet<>();
        PageReader.Page page = page(reader, "", end, onPage);
        while (!page.next().isEmpty()) {
            if (!tokens.add(page.next())) {
                throw new ApiException(ApiException.Kind.OTHER, "a page of the list refers to a page before it");
            }
            page = page(reader, page.next(), end, onPage);
        }
        missing.forEach(objects::gone);
        return page.version();
    }

    private PageReader.Page page(PageReader<T> reader, String token, Deadline end, Runnable onPage)
            throws ApiException, InterruptedException {
        String path = resourceQuery.listPath(pageSize.limit(), token);
        try (ResponseBody body = api.list(path, resourceQuery.form().listAccept(), end)) {
            PageReader.Page page = reader.read(body);
            onPage.run();
            pageSize.read(page);
            return page;
        } catch (ApiException failure) {
            if (failure.kind() == ApiException.Kind.UNANSWERED) {
                pageSize.unanswered();
            }
            throw failure;
        }
    }

    private record Receiver<T extends KubernetesObject>(KnownObjects<T> objects, Set<NamespacedName> missing)
            implements PageReader.Receiver<T> {
        @Override
        public void readable(T object) throws ApiException {
            missing.remove(object.key());
            objects.put(object);
        }

        @Override
        public void unreadable(UnreadableObject object) {
            missing.remove(object.key());
            objects.unreadable(object);
        }
    }
}
