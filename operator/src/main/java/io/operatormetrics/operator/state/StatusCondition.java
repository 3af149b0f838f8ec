package io.operatormetrics.operator.state;

import org.jspecify.annotations.Nullable;

/** One of {@code status.conditions} as Tigera's kinds write them. */
public record StatusCondition(
        @Nullable String type, @Nullable String status) {}
