package io.operatormetrics.operator.render;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Calico's own policy, of which we know the fields that we write. In a tier it denies to the pods it selects whatever no rule of that
 * tier allows. https://docs.tigera.io/calico/latest/reference/resources/networkpolicy
 */
@Group("projectcalico.org")
@Version("v3")
@Kind("NetworkPolicy")
@Plural("networkpolicies")
public final class CalicoNetworkPolicy extends CustomResource<CalicoNetworkPolicy.Spec, Void> implements Namespaced {

    private static final long serialVersionUID = 1L;

    /** What it selects and allows. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spec(String tier, @Nullable Double order, String selector, List<String> types, List<Rule> egress) {}

    /** One direction of traffic and what becomes of it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Rule(String action, String protocol, Destination destination) {}

    /** Where traffic goes: the addresses and ports behind a Service. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Destination(ServiceName services) {}

    /** A Service by its full name. */
    public record ServiceName(String name, String namespace) {}
}
