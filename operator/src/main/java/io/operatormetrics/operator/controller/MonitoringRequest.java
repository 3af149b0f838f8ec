package io.operatormetrics.operator.controller;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.operator.render.ManagedMetadata;
import org.jspecify.annotations.Nullable;

/** Whether somebody asks for the objects. */
sealed interface MonitoringRequest {

    /**
     * Somebody does.
     *
     * @param managedMetadata of what is made for it
     * @param generation of the Monitor that asks; null where settings do
     */
    record Requested(
            ManagedMetadata managedMetadata, @Nullable Long generation) implements MonitoringRequest {}

    record NotRequested() implements MonitoringRequest {}

    /** Nobody could say yet: everything stays as it is. */
    record Undetermined() implements MonitoringRequest {}

    /** The Monitor may not be read: everything stays as it is, until somebody gives us the right. */
    record Unreadable(ApiException failure) implements MonitoringRequest {}
}
