package io.operatormetrics.kubernetes.cache;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.kubernetes.client.GroupVersionResource;
import io.operatormetrics.kubernetes.client.KubernetesHttp;
import io.operatormetrics.kubernetes.client.KubernetesJson;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Asks an API server what it serves.
 *
 * <p>Source: Kubernetes API concepts, "API discovery", unaggregated.
 */
final class DiscoveryClient {

    private final KubernetesHttp api;

    DiscoveryClient(KubernetesHttp api) {
        this.api = api;
    }

    private record Discovered(@Nullable List<Resource> resources) {
        record Resource(String name) {}
    }

    private record Group(@Nullable List<Version> versions) {
        record Version(String version) {}
    }

    /**
     * Resources of a group in one version.
     *
     * @param groupVersionPath {@code /apis/apps/v1}
     * @return their plural names, those of subresources too; empty where that version is not served
     */
    Set<String> served(String groupVersionPath) throws ApiException, InterruptedException {
        try {
            Discovered found = KubernetesJson.document(api.get(groupVersionPath, "application/json"), Discovered.class);
            return found.resources() == null
                    ? Set.of()
                    : found.resources().stream().map(Discovered.Resource::name).collect(Collectors.toSet());
        } catch (ApiException failure) {
            return emptyIfNotFound(failure);
        }
    }

    /** The versions but its own in which that resource is served, in alphabetical order. */
    Set<String> otherVersions(GroupVersionResource resource) throws ApiException, InterruptedException {
        Set<String> others = new TreeSet<>();
        for (String version : versions(resource.groupPath())) {
            if (!version.equals(resource.version())
                    && served(resource.groupPath() + "/" + version).contains(resource.plural())) {
                others.add(version);
            }
        }
        return others;
    }

    private Set<String> versions(String groupPath) throws ApiException, InterruptedException {
        try {
            Group found = KubernetesJson.document(api.get(groupPath, "application/json"), Group.class);
            return found.versions() == null
                    ? Set.of()
                    : found.versions().stream().map(Group.Version::version).collect(Collectors.toSet());
        } catch (ApiException failure) {
            return emptyIfNotFound(failure);
        }
    }

    private static Set<String> emptyIfNotFound(ApiException failure) throws ApiException {
        if (failure.kind() == ApiException.Kind.NOT_FOUND) {
            return Set.of();
        }
        throw failure;
    }
}
