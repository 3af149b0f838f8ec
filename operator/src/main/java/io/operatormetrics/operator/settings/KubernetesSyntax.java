package io.operatormetrics.operator.settings;

import io.operatormetrics.server.settings.ValueSyntax;

import java.util.regex.Pattern;

/** What Kubernetes lets names, labels and their values be. https://kubernetes.io/docs/concepts/overview/working-with-objects/ */
final class KubernetesSyntax {

    private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
    private static final String SUBDOMAIN = "(?=.{1,253}$)" + LABEL + "(\\." + LABEL + ")*";
    private static final String QUALIFIED = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";

    /** A namespace's name (RFC 1123 label). */
    static final ValueSyntax<String> NAMESPACE = ValueSyntax.matching(
            Pattern.compile(LABEL), "at most 63 characters a-z, 0-9 and -, a letter or digit at both ends");

    /** Most objects' names (RFC 1123 subdomain). */
    static final ValueSyntax<String> OBJECT_NAME =
            ValueSyntax.matching(Pattern.compile(SUBDOMAIN), "a DNS name of at most 253 characters a-z, 0-9, - and .");

    /**
     * A Service's name (RFC 1035 label), short enough that its port can be called {@code <name>-port}, of which 63 characters are
     * allowed.
     */
    static final ValueSyntax<String> SERVICE_NAME = ValueSyntax.matching(
            Pattern.compile("[a-z]([-a-z0-9]{0,56}[a-z0-9])?"),
            "at most 58 characters a-z, 0-9 and -, a letter first and no - last");

    static final ValueSyntax<String> LABEL_VALUE = ValueSyntax.matching(
            Pattern.compile(QUALIFIED),
            "at most 63 characters A-Z, a-z, 0-9, -, _ and ., a letter or digit at both ends");

    private static final Pattern LABEL_KEY = Pattern.compile("(" + SUBDOMAIN.replace("$", "/") + "/)?" + QUALIFIED);

    private KubernetesSyntax() {}

    static boolean isLabelKey(String text) {
        return LABEL_KEY.matcher(text).matches();
    }

    /** A label may be empty, where a setting may not. */
    static boolean isLabelValue(String text) {
        return text.isEmpty() || LABEL_VALUE.parse(text).isPresent();
    }
}
