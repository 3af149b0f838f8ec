package io.operatormetrics.tls;

import io.operatormetrics.tls.TlsMaterial.Missing;

import java.util.List;

/**
 * One thing that is wrong with what is offered.
 *
 * @param part of the material, in words that say nothing of where it is or what is in it
 * @param state of that part, the same
 * @param text for the log, with origin and remedy
 */
record Finding(String part, String state, String text) {
    static final String SERVER_CERTIFICATE = "server certificate";
    static final String SERVER_KEY = "server key";
    static final String CLIENT_CA = "client CA";
    static final String ALLOWED_NAMES = "allowed names";

    static Finding missing(String part, Missing missing) {
        return new Finding(part, "missing", missing.origin() + ": " + missing.remedy());
    }

    static Finding rejected(String part, String text) {
        return new Finding(part, "rejected", text);
    }

    /** For the log: certificate and key lack together where both are of one Secret. */
    static List<String> texts(List<Finding> findings) {
        return findings.stream().map(Finding::text).distinct().toList();
    }

    /** For anybody: {@code server key: missing}. */
    static List<String> summaries(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.part + ": " + finding.state)
                .distinct()
                .toList();
    }
}
