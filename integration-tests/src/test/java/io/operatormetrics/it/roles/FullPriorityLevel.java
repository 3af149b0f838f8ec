package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A priority level (API priority and fairness) for the accounts of a site's namespace that has no room: of their requests one at a time is served,
 * and that is a neighbour's, who sends the body of his for ever. Every other is answered with 429 and Retry-After, until this is closed.
 */
public final class FullPriorityLevel implements AutoCloseable {

    private static final String NAME = "full";

    private final Site site;
    private final KubernetesClient account;
    private final String token;
    private final List<HasMetadata> objects;
    private volatile boolean released;
    private volatile @Nullable Socket neighbour;

    private FullPriorityLevel(Site site, List<HasMetadata> objects) {
        this.site = site;
        this.account = site.account().client();
        this.token = site.account().token();
        this.objects = objects;
    }

    /** Returns once requests are refused. */
    public static FullPriorityLevel at(Site site) {
        KubernetesClient admin = site.cluster().admin();
        FullPriorityLevel full = new FullPriorityLevel(
                site,
                admin.load(new ByteArrayInputStream(yaml(site).getBytes(StandardCharsets.UTF_8)))
                        .items());
        try {
            full.objects.forEach(object -> admin.resource(object).create());
            Thread.ofVirtual().start(full::occupy);
            // The schema is not in force at once.
            Within.seconds(60).until(full::isRefused);
            return full;
        } catch (Throwable e) {
            full.release();
            throw e;
        }
    }

    /** Again and again: an API server waits a minute for a body, and another request may be there first. */
    private void occupy() {
        while (!released) {
            occupyOnce();
        }
    }

    private void occupyOnce() {
        try (Socket socket = site.cluster()
                .tls()
                .getSocketFactory()
                .createSocket("127.0.0.1", site.cluster().url().getPort())) {
            neighbour = socket;
            socket.getOutputStream().write(head().getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            socket.getInputStream().read();
        } catch (IOException e) {
            // Released, or time for the next.
            return;
        }
    }

    /** Of what everybody may ask, with a body that never comes. */
    private String head() {
        return """
                POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews HTTP/1.1\r
                Host: kubernetes\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Content-Length: 1000\r
                \r
                """.formatted(token);
    }

    private boolean isRefused() {
        try {
            account.raw("/version");
            return false;
        } catch (KubernetesClientException e) {
            return e.getCode() == 429;
        }
    }

    @Override
    public void close() {
        release();
    }

    /** The accounts have the room that service accounts usually have, from a moment later on. */
    public void release() {
        released = true;
        objects.reversed()
                .forEach(object -> site.cluster().admin().resource(object).delete());
        account.close();
        Socket last = neighbour;
        if (last != null) {
            try {
                last.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String yaml(Site site) {
        return """
                apiVersion: flowcontrol.apiserver.k8s.io/v1
                kind: PriorityLevelConfiguration
                metadata: {name: "%1$s"}
                spec:
                  type: Limited
                  limited: {nominalConcurrencyShares: 0, borrowingLimitPercent: 0, lendablePercent: 0, limitResponse: {type: Reject}}
                ---
                apiVersion: flowcontrol.apiserver.k8s.io/v1
                kind: FlowSchema
                metadata: {name: "%1$s"}
                spec:
                  matchingPrecedence: 50
                  priorityLevelConfiguration: {name: "%1$s"}
                  rules:
                  - subjects: [{kind: Group, group: {name: "system:serviceaccounts:%2$s"}}]
                    resourceRules: [{verbs: ["*"], apiGroups: ["*"], resources: ["*"], clusterScope: true, namespaces: ["*"]}]
                    nonResourceRules: [{verbs: ["*"], nonResourceURLs: ["*"]}]
                """.formatted(NAME, site.operatorNamespace());
    }
}
