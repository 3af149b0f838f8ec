package io.operatormetrics.operator.certificate;

import java.util.regex.Pattern;

/** The label by which the Go operator and its tools find the Secrets with certificates, and its value as they write it. */
final class SignerLabel {

    static final String KEY = "certificates.operator.tigera.io/signer";

    private static final int LONGEST = 63;
    private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9_.-]");
    private static final Pattern EDGES = Pattern.compile("^[-_.]+|[-_.]+$");

    private SignerLabel() {}

    /** An issuer's common name, made into what Kubernetes lets the value of a label be. */
    static String value(String issuer) {
        String cut = trimmed(FOREIGN.matcher(issuer).replaceAll("-"));
        String short63 = cut.length() <= LONGEST ? cut : trimmed(cut.substring(0, LONGEST));
        return short63.isEmpty() ? "unknown" : short63;
    }

    private static String trimmed(String text) {
        return EDGES.matcher(text).replaceAll("");
    }
}
