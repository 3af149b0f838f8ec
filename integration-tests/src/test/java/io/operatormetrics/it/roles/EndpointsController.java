package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.EndpointAddress;
import io.fabric8.kubernetes.api.model.EndpointAddressBuilder;
import io.fabric8.kubernetes.api.model.EndpointPort;
import io.fabric8.kubernetes.api.model.EndpointPortBuilder;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;

import java.util.List;

/** Plays the controller that keeps the Endpoints of each Service: addresses of the pods it selects, with its ports. */
final class EndpointsController {

    private final KubernetesClient admin;
    private final String namespace;

    EndpointsController(KubernetesClient admin, String namespace) {
        this.admin = admin;
        this.namespace = namespace;
    }

    void reconcile() {
        for (Service service : admin.services().inNamespace(namespace).list().getItems()) {
            Endpoints wanted = endpoints(service);
            Endpoints present = admin.resource(wanted).get();
            if (present == null) {
                admin.resource(wanted).create();
            } else if (!present.getSubsets().equals(wanted.getSubsets())) {
                admin.resource(wanted).update();
            }
        }
    }

    private Endpoints endpoints(Service service) {
        List<EndpointAddress> addresses =
                admin
                        .pods()
                        .inNamespace(namespace)
                        .withLabels(service.getSpec().getSelector())
                        .list()
                        .getItems()
                        .stream()
                        .filter(pod -> pod.getStatus().getPodIP() != null)
                        .map(EndpointsController::address)
                        .toList();
        EndpointsBuilder endpoints = new EndpointsBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(service.getMetadata().getName())
                .withLabels(service.getMetadata().getLabels())
                .endMetadata();
        if (!addresses.isEmpty()) {
            endpoints
                    .addNewSubset()
                    .withAddresses(addresses)
                    .withPorts(service.getSpec().getPorts().stream()
                            .map(port ->
                                    port(port.getName(), port.getTargetPort().getIntVal()))
                            .toList())
                    .endSubset();
        }
        return endpoints.build();
    }

    private static EndpointAddress address(Pod pod) {
        return new EndpointAddressBuilder()
                .withIp(pod.getStatus().getPodIP())
                .withNewTargetRef()
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .endTargetRef()
                .build();
    }

    private static EndpointPort port(String name, int number) {
        return new EndpointPortBuilder()
                .withName(name)
                .withPort(number)
                .withProtocol("TCP")
                .build();
    }
}
