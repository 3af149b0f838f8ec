package io.operatormetrics.kubernetes.client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

class ResourceQueryTest {

    static List<ArgumentSet> selections() {
        ResourceQuery<Unstructured> secrets = ResourceQuery.all(GroupVersionResource.SECRETS, Unstructured.class);
        return List.of(
                argumentSet(
                        "all of a group",
                        ResourceQuery.all(SampleResources.TIGERA_STATUSES, Unstructured.class),
                        "/apis/operator.tigera.io/v1/tigerastatuses?",
                        "tigerastatuses.operator.tigera.io"),
                argumentSet("all of the core group", secrets, "/api/v1/secrets?", "secrets"),
                argumentSet(
                        "labelled",
                        secrets.labelled("certificates.operator.tigera.io/signer"),
                        "/api/v1/secrets?labelSelector=certificates.operator.tigera.io%2Fsigner&",
                        "secrets labelled certificates.operator.tigera.io/signer"),
                argumentSet(
                        "labelled with a value",
                        secrets.labelled("a=b,c!=d"),
                        "/api/v1/secrets?labelSelector=a%3Db%2Cc%21%3Dd&",
                        "secrets labelled a=b,c!=d"),
                argumentSet(
                        "named in a namespace",
                        ResourceQuery.named(
                                GroupVersionResource.SECRETS,
                                new NamespacedName("tigera-operator", "web-tls"),
                                Unstructured.class),
                        "/api/v1/namespaces/tigera-operator/secrets?fieldSelector=metadata.name%3Dweb-tls&",
                        "secrets tigera-operator/web-tls"),
                argumentSet(
                        "named in the cluster",
                        ResourceQuery.named(
                                SampleResources.INSTALLATIONS, new NamespacedName("", "default"), Unstructured.class),
                        "/apis/operator.tigera.io/v1/installations?fieldSelector=metadata.name%3Ddefault&",
                        "installations.operator.tigera.io default"));
    }

    @ParameterizedTest
    @MethodSource("selections")
    void pathsAskForTheSelectionAndNothingElse(ResourceQuery<?> resourceQuery, String path, String forPeople) {
        assertThat(resourceQuery.listPath(500, "")).isEqualTo(path + "limit=500");
        assertThat(resourceQuery.listPath(2, "a+b/c=&d")).isEqualTo(path + "limit=2&continue=a%2Bb%2Fc%3D%26d");
        assertThat(resourceQuery.watchPath("", 300))
                .isEqualTo(path + "watch=true&allowWatchBookmarks=true&timeoutSeconds=300");
        assertThat(resourceQuery.watchPath("42", 300))
                .isEqualTo(path + "watch=true&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion=42");
        assertThat(resourceQuery.metadataOnly().listPath(500, "")).isEqualTo(path + "limit=500");
        assertThat(resourceQuery).hasToString(forPeople);
    }

    @Test
    void metadataOnlyHasNothingToFallBackTo() {
        ResourceQuery.Form form = ResourceQuery.all(GroupVersionResource.SECRETS, Unstructured.class)
                .metadataOnly()
                .labelled("signer")
                .form();

        assertThat(form.listAccept()).isEqualTo("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
        assertThat(form.watchAccept()).isEqualTo("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
    }

    @ParameterizedTest
    @EnumSource(ResourceQuery.Form.class)
    void everyFormIsOneMediaTypeOfJson(ResourceQuery.Form form) {
        assertThat(List.of(form.listAccept(), form.watchAccept()))
                .allMatch(accept -> accept.startsWith("application/json") && !accept.contains(","));
    }
}
