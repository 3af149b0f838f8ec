package io.operatormetrics.operator.kube;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

class SelectionTest {

    static List<ArgumentSet> selections() {
        Selection<PemSecret> secrets = Selection.all(ApiResource.SECRETS, PemSecret.class);
        return List.of(
                argumentSet(
                        "all of a group",
                        Selection.all(ApiResource.TIGERA_STATUSES, PemSecret.class),
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
                        Selection.named(
                                ApiResource.SECRETS, new ObjectKey("tigera-operator", "web-tls"), PemSecret.class),
                        "/api/v1/namespaces/tigera-operator/secrets?fieldSelector=metadata.name%3Dweb-tls&",
                        "secrets tigera-operator/web-tls"),
                argumentSet(
                        "named in the cluster",
                        Selection.named(ApiResource.INSTALLATIONS, new ObjectKey("", "default"), PemSecret.class),
                        "/apis/operator.tigera.io/v1/installations?fieldSelector=metadata.name%3Ddefault&",
                        "installations.operator.tigera.io default"));
    }

    @ParameterizedTest
    @MethodSource("selections")
    void pathsAskForTheSelectionAndNothingElse(Selection<?> selection, String path, String forPeople) {
        assertThat(selection.listPath(500, "")).isEqualTo(path + "limit=500");
        assertThat(selection.listPath(2, "a+b/c=&d")).isEqualTo(path + "limit=2&continue=a%2Bb%2Fc%3D%26d");
        assertThat(selection.watchPath("", 300))
                .isEqualTo(path + "watch=true&allowWatchBookmarks=true&timeoutSeconds=300");
        assertThat(selection.watchPath("42", 300))
                .isEqualTo(path + "watch=true&allowWatchBookmarks=true&timeoutSeconds=300&resourceVersion=42");
        assertThat(selection.metadataOnly().listPath(500, "")).isEqualTo(path + "limit=500");
        assertThat(selection).hasToString(forPeople);
    }

    @Test
    void metadataOnlyHasNothingToFallBackTo() {
        Selection.Form form = Selection.all(ApiResource.SECRETS, PemSecret.class)
                .metadataOnly()
                .labelled("signer")
                .form();

        assertThat(form.listAccept()).isEqualTo("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
        assertThat(form.watchAccept()).isEqualTo("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
    }

    @ParameterizedTest
    @EnumSource(Selection.Form.class)
    void everyFormIsOneMediaTypeOfJson(Selection.Form form) {
        assertThat(List.of(form.listAccept(), form.watchAccept()))
                .allMatch(accept -> accept.startsWith("application/json") && !accept.contains(","));
    }
}
