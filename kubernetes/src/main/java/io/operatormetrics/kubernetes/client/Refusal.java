package io.operatormetrics.kubernetes.client;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Reads what an API server says about a refusal. By its text alone does a missing permission differ from a policy that refuses what the
 * permission allows: both are 403, and a policy may answer with other codes too.
 */
final class Refusal {

    /** Longer texts are cut: a policy or a webhook may answer with any. */
    private static final int LONGEST = 1000;

    /** In an answer that is not JSON, as those of filters in front of the API, and of proxies. */
    private static final int LONGEST_PLAIN = 200;

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private static final String NAMESPACE_TERMINATING = "NamespaceTerminating";

    private static final Pattern ADMISSION = Pattern.compile(
            "(admission webhook \"[^\"]*\"|[Pp]olicy ['\"][^'\"]*['\"]( with binding '[^']*')?) denied (the )?request");

    /** What the API server's own plugins refuse, for instance by a quota. Where a permission is missing the user comes first. */
    private static final Pattern PLUGIN = Pattern.compile(" is forbidden: (?!User \")");

    /** A text may quote what was written, and that may be a Secret: PEM, or a run of base64 that no name is. */
    private static final Pattern DATA = Pattern.compile("-----BEGIN.*|[A-Za-z0-9+/=]{40,}");

    private Refusal() {}

    /**
     * The failure that it is.
     *
     * @param retryAfter the header of that name (RFC 9110, section 10.2.3), in seconds as API servers write it
     */
    static ApiException read(int code, @Nullable String retryAfter, byte[] body) {
        KubernetesJson.Status status = status(body);
        String message = status.message() == null ? "without a message" : line(status.message(), LONGEST);
        return ApiException.ofAnswer(kind(code, status, message), code, message, seconds(retryAfter));
    }

    private static KubernetesJson.Status status(byte[] body) {
        try {
            return KubernetesJson.document(body, KubernetesJson.Status.class);
        } catch (ApiException notJson) {
            String text = line(new String(body, StandardCharsets.UTF_8), LONGEST_PLAIN);
            return new KubernetesJson.Status(0, text.isEmpty() || text.startsWith("<") ? null : text, null);
        }
    }

    private static ApiException.Kind kind(int code, KubernetesJson.Status status, String message) {
        if (status.hasCause(NAMESPACE_TERMINATING)) {
            return ApiException.Kind.NAMESPACE_TERMINATING;
        }
        boolean denied = ADMISSION.matcher(message).find()
                || (code == 403 && PLUGIN.matcher(message).find());
        return denied && code < 500 ? ApiException.Kind.DENIED : ApiException.kindOf(code);
    }

    /** In one line: policy engines write theirs as paragraphs. */
    private static String line(String text, int longest) {
        String line =
                DATA.matcher(text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ")).replaceAll("…");
        return line.length() <= longest ? line : line.substring(0, longest - 1) + "…";
    }

    private static Duration seconds(@Nullable String header) {
        if (header == null || !header.matches("[0-9]{1,9}")) {
            return Duration.ZERO;
        }
        Duration wanted = Duration.ofSeconds(Long.parseLong(header));
        return wanted.compareTo(LONGEST_WAIT) < 0 ? wanted : LONGEST_WAIT;
    }
}
