package io.operatormetrics.operator.controller;

import io.operatormetrics.operator.license.LicenseKey;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;

import java.time.Instant;
import java.util.Optional;

/** What there is to say about a licence. Nothing is taken away when it ends: its own alert could never fire then. */
final class LicenseFindings {

    private LicenseFindings() {}

    static Optional<Finding> of(LicenseKey license, Instant now) {
        Optional<Instant> expiry = license.expiry().filter(now::isAfter);
        if (expiry.isEmpty()) {
            return license.invalidity().map(LicenseFindings::invalid);
        }
        Instant last = license.lastValidMoment().orElseThrow();
        return Optional.of(
                now.isAfter(last)
                        ? new Finding(
                                Severity.DEGRADED,
                                "LicenseExpired",
                                "the licence expired at %s and its grace period ended at %s: renew it; metrics and alerts stay"
                                        .formatted(expiry.get(), last))
                        : new Finding(
                                Severity.WARNING,
                                "LicenseInGracePeriod",
                                "the licence expired at %s and is valid until %s, when its grace period ends: renew it"
                                        .formatted(expiry.get(), last)));
    }

    private static Finding invalid(LicenseKey.Condition condition) {
        return new Finding(
                Severity.DEGRADED,
                "LicenseInvalid",
                "LicenseKey %s: its condition Valid is False%s: kubectl get licensekeys default -o yaml shows why; metrics and alerts stay"
                        .formatted(
                                LicenseKey.DEFAULT.name(),
                                condition.reason() == null ? "" : " (" + condition.reason() + ")"));
    }

    /** When it will be another. */
    static Optional<Instant> requeueAt(LicenseKey license, Instant now) {
        return license.lastMoments()
                .filter(instant -> !now.isAfter(instant))
                .min(Instant::compareTo)
                .map(instant -> instant.plusMillis(1));
    }
}
