package io.operatormetrics.kubernetes.client;

import java.time.Duration;

/** Failures of kinds that no status code tells, for tests. */
public final class ApiExceptions {

    private ApiExceptions() {}

    /** By a webhook that says so. */
    public static ApiException denied(String why) {
        return ApiException.ofAnswer(
                ApiException.Kind.DENIED, 403, "admission webhook \"a\" denied the request: " + why, Duration.ZERO);
    }
}
