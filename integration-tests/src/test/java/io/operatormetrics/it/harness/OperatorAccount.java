package io.operatormetrics.it.harness;

import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.client.KubernetesClient;

import java.net.URI;
import java.nio.file.Path;

/** Who a program is in the cluster: a ServiceAccount with the permissions of a manifest, and a token as kubelet would mount it. */
public final class OperatorAccount {

    private final KubeCluster cluster;
    private final String namespace;
    private final String name;

    private OperatorAccount(KubeCluster cluster, String namespace, String name) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.name = name;
    }

    /** The account and the permissions of the manifest that we ship. */
    public static OperatorAccount shipped(KubeCluster cluster) {
        return of(cluster, "operator-metrics", Programs.repository().resolve("deploy/rbac.yaml"));
    }

    /** One that is there already, whatever it may do. */
    public static OperatorAccount existing(KubeCluster cluster, String namespace, String name) {
        return new OperatorAccount(cluster, namespace, name);
    }

    /** An account of that name in the operator's namespace; the YAML has it and its permissions. */
    public static OperatorAccount of(KubeCluster cluster, String name, String yaml) {
        return of(cluster, name, cluster.write(name + ".yaml", yaml));
    }

    private static OperatorAccount of(KubeCluster cluster, String name, Path manifest) {
        Command.kubectl("--kubeconfig=" + cluster.adminKubeconfig(), "apply", "--filename=" + manifest)
                .run()
                .out();
        return existing(cluster, KubeCluster.OPERATOR_NAMESPACE, name);
    }

    /** Replaces the permissions by those of another manifest. */
    public void grant(String yaml) {
        of(cluster, name, yaml);
    }

    /** A kubeconfig of this account for the cluster itself. */
    public Path kubeconfig() {
        return kubeconfig(cluster.url());
    }

    /** A kubeconfig of this account for a proxy in front of the cluster. */
    public Path kubeconfig(URI server) {
        return cluster.writeKubeconfig(namespace + "-" + name + "-" + server.getPort(), server, token());
    }

    /** A client with the permissions of this account. */
    public KubernetesClient client() {
        return cluster.client(token());
    }

    /** A file with a token of this account. */
    public Path tokenFile() {
        return cluster.write(namespace + "-" + name + ".token", token());
    }

    /** A token of this account, as kubelet would mount it. */
    public String token() {
        return cluster.admin()
                .serviceAccounts()
                .inNamespace(namespace)
                .withName(name)
                .tokenRequest(new TokenRequest())
                .getStatus()
                .getToken();
    }
}
