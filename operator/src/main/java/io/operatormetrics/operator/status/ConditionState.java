package io.operatormetrics.operator.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code status.conditions}, as TigeraStatus and Monitor have them. Source: Kubernetes API conventions, "Typical status
 * properties".
 *
 * @param type {@code Available}, {@code Progressing} or {@code Degraded}
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param reason a word in CamelCase
 * @param observedGeneration the {@code metadata.generation} that this tells of; null where nothing asked by a resource
 * @param lastTransitionTime RFC 3339, in seconds; when the status last changed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConditionState(
        String type,
        String status,
        String reason,
        String message,
        @Nullable Long observedGeneration,
        String lastTransitionTime) {}
