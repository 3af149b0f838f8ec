package io.operatormetrics.operator.state;

import io.operatormetrics.kubernetes.client.KubernetesObject;
import io.operatormetrics.kubernetes.client.ObjectMeta;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * How a component is doing.
 *
 * <p>Source: operator.tigera.io/v1, TigeraStatus.
 */
public record TigeraStatus(ObjectMeta metadata, @Nullable Status status) implements KubernetesObject {

    public record Status(@Nullable List<StatusCondition> conditions) {}
}
