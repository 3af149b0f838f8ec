package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;

import java.util.List;
import java.util.Map;

/** The Deployment by which a cluster would run our program. Nothing runs here: it is an object that Events tell of. */
public record OperatorDeployment(Deployment object, KubernetesClient admin) {

    public static OperatorDeployment createAt(Site site) {
        Map<String, String> labels = Map.of("k8s-app", Site.SERVICE);
        KubernetesClient admin = site.cluster().admin();
        return new OperatorDeployment(
                admin.resource(new DeploymentBuilder()
                                .withNewMetadata()
                                .withNamespace(site.operatorNamespace())
                                .withName(Site.SERVICE)
                                .endMetadata()
                                .withNewSpec()
                                .withNewSelector()
                                .withMatchLabels(labels)
                                .endSelector()
                                .withNewTemplate()
                                .withNewMetadata()
                                .withLabels(labels)
                                .endMetadata()
                                .withNewSpec()
                                .addNewContainer()
                                .withName(Site.SERVICE)
                                .withImage("none")
                                .endContainer()
                                .endSpec()
                                .endTemplate()
                                .endSpec()
                                .build())
                        .create(),
                admin);
    }

    /** What {@code kubectl describe} shows of it. */
    public List<Event> events() {
        return admin.events().v1().events().inNamespace(object.getMetadata().getNamespace()).list().getItems().stream()
                .filter(event -> object.getMetadata()
                        .getUid()
                        .equals(event.getRegarding().getUid()))
                .toList();
    }
}
