package io.operatormetrics.operator.kube;

import java.time.Duration;

/** Failures of kinds that no status code tells, for tests. */
public final class ApiFailures {

    private ApiFailures() {}

    /** By a webhook that says so. */
    public static ApiFailure denied(String why) {
        return ApiFailure.ofAnswer(
                ApiFailure.Kind.DENIED, 403, "admission webhook \"a\" denied the request: " + why, Duration.ZERO);
    }
}
